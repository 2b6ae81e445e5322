import csv
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand

from accounts.services.reform import load_reform

DATA = Path(__file__).resolve().parents[2] / "data"
PROVINCE, EFFECTIVE_ON = "20", date(2025, 7, 1)


class Command(BaseCommand):
    help = "Load the 65 communes of 1 July 2025 and what became of the 200 of before; safe to repeat."

    def handle(self, **options):
        with (DATA / "communes-2025.csv").open(encoding="utf-8") as file:
            count = load_reform(csv.DictReader(file), province=PROVINCE, on=EFFECTIVE_ON)
        self.stdout.write(self.style.SUCCESS(f"{count} xã, phường từ {EFFECTIVE_ON:%d/%m/%Y}."))
