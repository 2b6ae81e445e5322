from django.core.management.base import BaseCommand, CommandError

from audit.services.journal import verify_chain


class Command(BaseCommand):
    help = "Prove that the journal is as it was written; exit 1 and name the first row that is not."

    def handle(self, **options):
        broken = verify_chain()
        if broken:
            raise CommandError(f"Nhật ký không còn nguyên vẹn từ dòng {broken.pk}: {broken}")
        self.stdout.write(self.style.SUCCESS("Nhật ký nguyên vẹn."))
