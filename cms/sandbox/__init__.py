"""The sandbox: what may be read while a publication is rendered (its sealed references), and nothing else."""
