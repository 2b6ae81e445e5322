"""Thin: call one service."""

from celery import shared_task

from documents.services import files, rendering, scanning
from kit import clock


@shared_task(name="documents.sweep_files")
def sweep_files() -> None:
    """Every night: orphans and old prints go, missing and damaged files stand in the log as errors."""
    files.sweep_files()
    rendering.sweep_printed()


@shared_task(name="documents.scan_waiting")
def scan_waiting() -> None:
    """Every minute: files that came while the virus scanner was away."""
    scanning.scan_waiting(at=clock.now())
