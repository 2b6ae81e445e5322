import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from kit.blocks import UnreadableFile
from kit.document_read import read_blocks
from plans.reading.reader import read_plan


class Command(BaseCommand):
    help = "Read an official plan (DOCX, PDF or text) and print what was found. Writes nothing."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", help="the plan: .docx, .pdf or .txt")
        parser.add_argument("--json", action="store_true", help="print the object described in docs/read-plan.md")

    def handle(self, *, file, **options):
        try:
            reading = read_plan(read_blocks(Path(file).read_bytes()))
        except OSError as error:
            raise CommandError(f"Không mở được tệp {file}: {error.strerror}.") from None
        except UnreadableFile as error:
            raise CommandError(str(error)) from None
        if options["json"]:
            self.stdout.write(json.dumps(reading.as_data(), ensure_ascii=False, indent=2))
            return
        head = reading.head
        tasks = sum(len(group.tasks) for group in reading.groups)
        self.stdout.write(f"{head.kind} {head.number} {head.title}".strip())
        self.stdout.write(f"{len(reading.objectives)} mục tiêu, {len(reading.groups)} nhóm, {tasks} nhiệm vụ,")
        self.stdout.write(f"{len(reading.assignments)} đơn vị, {len(reading.unplaced)} đoạn chưa xếp.")
