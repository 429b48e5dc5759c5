"""Ready-made things for tests: the fixture's organisation, a small site, items that can be submitted."""
