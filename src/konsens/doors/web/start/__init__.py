"""The first pages: start, how it works, figures, the look."""
