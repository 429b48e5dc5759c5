"""This site's user: family name first. Plugins use AUTH_USER_MODEL and never import this."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    def get_full_name(self) -> str:
        """张伟, not 伟 张: a Chinese name stands family name first and without a space."""
        return f"{self.last_name}{self.first_name}".strip() or self.username

    def __str__(self) -> str:
        return self.get_full_name()
