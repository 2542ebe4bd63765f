"""The page of a case, and what residents can do there."""
