"""What was released: its migrations, and the demo's rows in their form. `make released` writes it."""
