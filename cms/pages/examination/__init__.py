"""What is looked at before a page is submitted: what it points at, and whether a reader could follow."""
