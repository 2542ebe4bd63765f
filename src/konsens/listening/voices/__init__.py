"""Contributions, support and moderation."""
