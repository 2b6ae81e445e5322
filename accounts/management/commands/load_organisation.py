import csv
import json
from pathlib import Path

from django.core.management.base import BaseCommand

from accounts.services.organisation import load_organisation
from kit import clock

DATA = Path(__file__).resolve().parents[2] / "data"


class Command(BaseCommand):
    help = "Load territories and units from accounts/data; safe to repeat."

    def handle(self, **options):
        with (DATA / "territory-2022.csv").open(encoding="utf-8") as file:
            territory_rows = list(csv.DictReader(file))
        unit_rows = json.loads((DATA / "units-2022.json").read_text(encoding="utf-8"))
        loaded = load_organisation(territory_rows, unit_rows, at=clock.now())
        said = f"{loaded.territories} đơn vị hành chính, {loaded.units} đơn vị; {loaded.written} dòng đã ghi."
        self.stdout.write(self.style.SUCCESS(said))
