"""Seeded scenarios for the first start, pictures, journeys and benchmarks."""
