"""Engines of one contract (`base`): the embedded one lives in the site's own database."""
