"""The living page of all components."""
