"""Settings every test shares."""

import pytest


@pytest.fixture(autouse=True)
def cheap_passwords(settings):
    """Password hashing is tested where it matters; everywhere else it only costs time."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def private_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
