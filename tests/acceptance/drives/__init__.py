"""What people do in the project, each module a way from the admin to the public: `python -m drives.<name>` there."""

import django

django.setup()
