"""The host's own users: without the names that Django's have."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models


class People(BaseUserManager):
    def create_user(self, email, password=None, **values):
        person = self.model(email=self.normalize_email(email), **values)
        person.set_password(password)
        person.save()
        return person

    def create_superuser(self, email, password=None, **values):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **values)


class Person(AbstractBaseUser, PermissionsMixin):
    email = models.CharField(max_length=200, unique=True)
    name = models.CharField(max_length=200, blank=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "email"
    objects = People()

    def get_full_name(self):
        return self.name or self.email
