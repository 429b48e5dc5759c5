"""How official documents are numbered. Plain functions; no database."""
