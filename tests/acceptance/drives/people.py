"""The bureau of the chart that comes with the plugins, loaded as docs/installing.md says it."""

import io
from pathlib import Path

from django.core.management import call_command
from drives.screen import PASSWORD


def known_as(username):
    """The host's people log in with their address of mail: so do those of the chart."""
    return f"{username}@example.test"


def loaded():
    chart = io.StringIO()
    call_command("organisation", "example", stdout=chart)
    Path("chart.toml").write_text(chart.getvalue(), encoding="utf-8")
    call_command("organisation", "load", "chart.toml", password=PASSWORD, stdout=io.StringIO())
