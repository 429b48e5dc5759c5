"""What somebody typed and did not save. It is nobody's version: no revision, no author, no record."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class UnsavedForm(models.Model):
    """One per person and page; of a page that is only begun, per person, parent and type. Theirs alone."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"))
    page = models.ForeignKey("wagtailcore.Page", models.CASCADE, related_name="+", verbose_name=_("page"))
    """The page that is edited, or the one below which a page is begun."""
    begun = models.CharField(_("type of the page that is begun"), max_length=120, blank=True)
    """`app_label.ModelName`; "" where a page is edited."""
    form = models.TextField(_("what was typed"))
    """The fields of the form as a browser sends them, without token and address."""
    based_on = models.BigIntegerField(_("version that was edited"), null=True)
    kept_at = models.DateTimeField(_("kept at"), db_index=True)

    class Meta:
        verbose_name = _("unsaved form")
        verbose_name_plural = _("unsaved forms")
        default_permissions = ()
        constraints = [models.UniqueConstraint("user", "page", "begun", name="one_unsaved_form_each")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.page_id} {self.begun}".rstrip()
