"""For AI assistants: the approved step and its link, over the Model Context Protocol."""
