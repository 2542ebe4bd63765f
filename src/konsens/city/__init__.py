"""The nouns everybody shares: where, what about, who, why, when."""
