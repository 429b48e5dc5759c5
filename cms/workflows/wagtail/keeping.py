"""Which versions of an item stay when old ones are cleared: what was submitted, and who wrote what comes next."""

from wagtail.models import Revision

from cms.publication import disclosable
from cms.workflows.cases import lookup
from cms.workflows.cases.models import Case


def is_kept(revision: Revision) -> bool:
    """Whether a case or Wagtail's record of one refers to it, or it alone names somebody whom rule 2 will bar."""
    model = revision.content_type.model_class()
    if model is None or not disclosable.is_disclosed(model):
        return False
    if Case.objects.filter(revision_id=revision.pk).exists() or revision.task_states.exists():
        return True
    return _alone_names_its_author(model(pk=revision.object_id).disclosure_key, revision)


def _alone_names_its_author(key: str, revision: Revision) -> bool:
    """Whether without it somebody would be missing in `cases.writers`."""
    if revision.user_id is None or revision.pk <= (lookup.brought_through(key) or 0):
        return False
    same = Revision.objects.filter(base_content_type=revision.base_content_type_id, object_id=revision.object_id)
    return not same.filter(pk__gt=revision.pk, user_id=revision.user_id).exists()
