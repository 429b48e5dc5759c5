"""The site's user: a Chinese name stands family name first."""

import re

from django.contrib.auth import get_user_model


def test_family_name_first_and_without_a_space():
    user = get_user_model()(username="zhangwei", last_name="张", first_name="伟")
    assert user.get_full_name() == str(user) == "张伟"


def test_without_a_name_the_username_stands_in():
    assert get_user_model()(username="legal").get_full_name() == "legal"


def test_the_table_is_migrated(db):
    user = get_user_model().objects.create_user("legal", password="一个很长的口令", last_name="张", first_name="伟")
    assert get_user_model().objects.get(pk=user.pk).get_full_name() == "张伟"


def test_the_first_screen_has_no_english_label(client, db):
    page = client.get("/admin/login/").content.decode()
    labels = [re.sub(r"<[^>]+>|[\\s*]", "", each) for each in re.findall(r"<label.*?</label>", page, re.DOTALL)]
    assert labels and not [each for each in labels if re.search("[A-Za-z]", each)]
    assert "登录政务公开" in page
