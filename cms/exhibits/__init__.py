"""The closed room: what may be read while a publication is rendered (its exhibits), and nothing else."""
