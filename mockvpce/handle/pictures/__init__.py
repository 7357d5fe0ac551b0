"""Pictures of what there is: a model of nodes, groups and edges, what fills it, and what writes it."""
