"""The command line: commands in a city's words, each refusing with a sentence."""
