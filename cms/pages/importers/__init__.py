"""Reading files: official texts, and the cells of a table. What is made of them stands with the category."""
