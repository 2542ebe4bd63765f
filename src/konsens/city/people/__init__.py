"""Who: accounts, persons, organisations, memberships."""
