"""Which channels are posted by hand, and how soon what hangs there has to be down."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.workflows.chains.vocabulary import channel_choices


class PostedByHand(models.Model):
    """A channel in which things hang or lie: whoever posted them takes them down (§5.5.1 及时公布)."""

    channel = models.CharField(_("channel"), max_length=20, unique=True, choices=channel_choices)
    days = models.PositiveSmallIntegerField(
        _("working days until it is down"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("From the moment at which the item is repealed, withdrawn or over."),
    )

    class Meta:
        verbose_name = _("channel posted by hand")
        verbose_name_plural = _("channels posted by hand")
        ordering = ["channel"]

    def __str__(self) -> str:
        return str(self.get_channel_display())

    @classmethod
    def limits(cls) -> dict[str, int]:
        """Channel → working days until what hangs or lies there is down; the others change by themselves."""
        return dict(cls.objects.values_list("channel", "days"))
