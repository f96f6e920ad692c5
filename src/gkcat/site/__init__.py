"""The public site: its pages, its search and its updates, as Books."""
