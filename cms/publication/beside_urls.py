"""Addresses of items below pages of the host's, outside the prefix at which ours are mounted. Include it at the root,
before Wagtail's own: what was signed stays at its address, wherever the host moves its page and whatever it hides."""

from cms.publication import serving
from cms.publication.falling import beside_only

urlpatterns = [beside_only("<path:path>", serving.serve, "disclosure_beside")]
