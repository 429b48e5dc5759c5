"""Actions and channels as people choose among them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Action(models.TextChoices):
    PUBLISH = "publish", _("publish")
    MODIFY = "modify", _("modify")
    WITHDRAW = "withdraw", _("withdraw")
    REPEAL = "repeal", _("repeal")


class Channel(models.TextChoices):
    WEB = "web", _("web site")
    INTRANET = "intranet", _("intranet")
    WALL = "wall", _("wall of the service hall")
    TOUCHSCREEN = "touchscreen", _("touch screen")
    LEAFLET = "leaflet", _("leaflet")
