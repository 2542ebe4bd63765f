"""The texts that a controller owes its visitors."""
