"""What is read of a file, a module per format, each entered in `registry.READERS`. Nothing here knows Django: these
modules run in a process of their own that reads one file and ends."""
