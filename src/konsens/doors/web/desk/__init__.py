"""The caretaker's desk."""
