from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from documents.services.signatures import judge_file
from documents.states import Verdict
from reports.queries.issued import issued_as


class Command(BaseCommand):
    help = "Say whether a PDF is a document of this portal, untouched, and who signed it. Ends with 1 unless genuine."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="the signed PDF")

    def handle(self, *, file, **options):
        try:
            judged = judge_file(file.read_bytes())
        except OSError as error:
            raise CommandError(f"Không đọc được {file}: {error.strerror}.") from None
        self.stdout.write(f"{judged.verdict.label}. {judged.verdict.advice}")
        if judged.document and (issued := issued_as(judged.document)):
            self.stdout.write(f"Bản: {issued.words} ({issued.state}).")
        for order, each in enumerate(judged.signatures, start=1):
            whole = "nguyên vẹn" if each.is_intact and not each.was_changed_after else "đã bị thay đổi"
            known = "nơi cấp đã biết" if each.is_trusted else "nơi cấp chưa biết"
            self.stdout.write(f"Chữ ký {order}: {each.signer} ({each.agency}), {whole}, {known}.")
        if judged.verdict != Verdict.GENUINE:
            raise CommandError(judged.verdict.label)
