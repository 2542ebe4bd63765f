"""When: series and dates in wall time, and who or what is occupied by them; the one calendar."""
