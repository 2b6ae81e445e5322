"""Thin: call one service."""

from celery import shared_task

from documents.services import files


@shared_task(name="documents.sweep_files")
def sweep_files() -> None:
    """Every night: orphans go, missing and damaged files stand in the log as errors."""
    files.sweep_files()
