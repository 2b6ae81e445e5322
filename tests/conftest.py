"""The twin world, built once per module and never changed by a test."""

import logging

import pytest
from django.db import transaction

from kit import clock, pdf, pdf_signatures
from tests import world as twin
from tests.processes import environment, start, start_beat, start_worker  # noqa: F401


@pytest.fixture(scope="module")
def built_world(django_db_setup, django_db_blocker):
    """One transaction around all tests of a module: built once, gone at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield twin.build()
        transaction.set_rollback(True)


@pytest.fixture
def world(built_world, db, private_media, monkeypatch):
    """The twin world on 20/06/2022, 9:00."""
    monkeypatch.setattr(clock, "now", lambda: twin.NOW)
    monkeypatch.setattr(clock, "wall", lambda: twin.NOW)
    monkeypatch.setattr(clock, "today", lambda: twin.TODAY)
    # A page says all that its paper would say, and is made a hundred times faster; printing has its own tests.
    monkeypatch.setattr(pdf, "write_pdf", lambda html, **options: html.encode())
    monkeypatch.setattr(  # nor does each look at a signed file need a process of its own
        pdf_signatures, "run_apart", lambda target, order, **limits: pdf_signatures.read_order(order, print)
    )
    built_world.restore_files()
    logging.disable(logging.CRITICAL)  # thousands of refusals, each with its line
    yield built_world
    logging.disable(logging.NOTSET)
