"""A folder per category, named by its identifier: its models, its public templates, and what only it needs.

Imports nothing of Django: the settings name `TEMPLATE_FOLDERS` (see docs/decisions/0025).
"""

from pathlib import Path

TEMPLATE_FOLDERS = sorted(Path(__file__).parent.glob("*/templates"))
"""For `DIRS` of a template engine, beside `APP_DIRS`."""
