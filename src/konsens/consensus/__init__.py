"""Opinion maps and common ground that anyone can recompute; knows no Django.

``OpinionMap().fit(votes)`` turns votes into positions, groups, common ground and honest
uncertainty. The same votes give the same bytes, in whatever order they came.
"""
