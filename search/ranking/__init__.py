"""What a question asks for, and in which order what was found answers it: for every engine, without a database."""
