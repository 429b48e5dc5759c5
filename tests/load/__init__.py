"""Many public pages for benchmarks and load, in a scratch database: `python -m tests.load --help`."""
