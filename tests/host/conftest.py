"""What is tested inside the host runs in a process of its own, with the host's settings (`test_host`)."""

import os

collect_ignore = [] if os.environ.get("DJANGO_SETTINGS_MODULE") == "tests.host.settings" else ["inside"]
