"""Thin: call one service."""

from celery import shared_task

from documents.services import files, rendering


@shared_task(name="documents.sweep_files")
def sweep_files() -> None:
    """Every night: orphans and old prints go, missing and damaged files stand in the log as errors."""
    files.sweep_files()
    rendering.sweep_printed()
