"""Settings, addresses and the server application."""
