import json
from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import transaction

from kit import clock
from plans.services.catalogue import load_periods, load_plan
from plans.services.indicator_form import load_indicators

DATA = Path(__file__).resolve().parents[2] / "data"


class Command(BaseCommand):
    help = "Load plan 81, the indicators of 2022 and the periods from plans/data; safe to repeat."

    @transaction.atomic
    def handle(self, **options):
        at = clock.now()
        plan = load_plan(self._read("plan-81.json"), at=at)
        form = load_indicators(self._read("indicators-2022.json"), at=at)
        periods = load_periods(at=at)
        self.stdout.write(self.style.SUCCESS(f"{plan}; {form}; {len(periods)} kỳ báo cáo."))

    def _read(self, name):
        return json.loads((DATA / name).read_text(encoding="utf-8"))
