"""Who was heard and what became of it: kept counters of public things, figures for the start page."""
