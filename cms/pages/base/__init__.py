"""What all pages share: a place and an office, the fields of a category, rows, blocks, outline, passages, words."""
