"""What about: the topics of a controller, as a tree, each with its public deadlines."""
