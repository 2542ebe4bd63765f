"""What one storey does because of another, on one page."""
