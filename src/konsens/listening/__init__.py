"""Zuhören: what people say, in whichever way they say it."""
