"""§3.2: what is disclosed to the staff of the unit and to nobody else."""
