"""Thin: ask the clock, call one service."""

from celery import shared_task

from dashboards.services.briefing import order_briefings as order
from kit import clock


@shared_task(name="dashboards.order_briefings")
def order_briefings() -> int:
    """Every minute: this week's sheet, once its hour has come."""
    return order(at=clock.now())
