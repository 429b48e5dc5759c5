"""Structural pages, which two people publish: home pages, columns, the site map, addresses of an older site."""
