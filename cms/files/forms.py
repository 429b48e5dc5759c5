"""Wagtail's upload forms, which say beforehand what the model would refuse."""

from typing import Any

from django import forms
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from cms.files import conf, protection, uploads


class FileFormMixin:
    """Explains the file field: what may be uploaded, or why nothing may."""

    instance: Any
    fields: dict[str, forms.Field]

    def explain(self, limits: conf.Limits) -> None:
        field: Any = self.fields.get("file")
        if field is None:
            return
        field.max_upload_size = limits.max_bytes
        field.help_text = _("Allowed: %(extensions)s; at most %(size)s.") % {
            "extensions": "、".join(limits.extensions),
            "size": filesizeformat(limits.max_bytes),
        }
        refusal = protection.refusal_to_replace(self.instance)
        if refusal:
            # The browser does not offer it; what is sent by hand all the same is answered by the model's clean().
            field.help_text = refusal
            field.widget.attrs["disabled"] = True


class DocumentForm(FileFormMixin, BaseDocumentForm):
    """For WAGTAILDOCS_DOCUMENT_FORM_BASE."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.explain(conf.document_limits())


class PictureField(WagtailImageField):
    """Decodes a picture before Wagtail measures it, which fails over a damaged one."""

    @classmethod
    def in_place_of(cls, field: Any) -> "PictureField":
        return cls(label=field.label, required=field.required, help_text=field.help_text, widget=field.widget)

    def to_python(self, data: Any) -> Any:
        if data:
            uploads.check_image(data, data.name or "", data.size)
        return super().to_python(data)


class ImageForm(FileFormMixin, BaseImageForm):
    """For WAGTAILIMAGES_IMAGE_FORM_BASE. The description is the alternative text, which nobody may leave out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            self.fields["file"] = PictureField.in_place_of(self.fields["file"])
        self.explain(conf.image_limits())
        if "description" in self.fields:
            self.fields["description"].required = True
            self.fields["description"].label = _("Alternative text")
            self.fields["description"].help_text = _("What a person who cannot see the image has to know of it.")


class NewVersionForm(forms.Form):
    """The file of a new version. What it is made from stays as it is."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=255)
    file = forms.FileField(label=gettext_lazy("File"))
    description = forms.CharField(label=gettext_lazy("Alternative text"), max_length=255, required=False)

    def __init__(self, *args: Any, former: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"title": former.title, "description": getattr(former, "description", "")}
        super().__init__(*args, **kwargs)
        if former.kind != "image":
            del self.fields["description"]
        else:
            self.fields["description"].required = True
