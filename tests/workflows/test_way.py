"""A licensing item from draft to public, through the services."""

import pytest

from cms.publication import current
from cms.workflows import services
from cms.workflows.cases import lookup
from cms.workflows.cases.models import Decision
from tests.factories.bureau import fees, next_people, sign_all, submit


def test_from_draft_to_public(bureau, client):
    page = bureau.licence()
    case = lookup.running(page)
    assert case.action == "publish"
    with pytest.raises(services.Refused):
        submit(page)
    fees(page)
    case = submit(page)
    assert next_people(case) == ["legal", "legal_2"]
    sign_all(case)
    case.refresh_from_db()
    assert case.state == "completed"
    response = client.get(f"/xu-ke/{page.slug}/")
    assert response.status_code == 200
    assert "特种设备使用登记" in response.content.decode()
    assert "120.00" in response.content.decode()
    page.refresh_from_db()
    assert page.live
    assert current.of_item(page.disclosure_key).number == case.publication
    kinds = list(Decision.objects.filter(case_id=case.pk).values_list("kind", flat=True))
    assert kinds == ["open", "provide", "submit", "draft", "attest", "review", "review", "sign", "sign", "publish"]
    assert client.get("/").status_code == 200
    assert "特种设备使用登记" in client.get("/xu-ke/").content.decode()
    assert client.get("/mu-lu/").status_code == 200
