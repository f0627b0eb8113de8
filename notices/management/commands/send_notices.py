"""manage.py send_notices: send what waits in the outbox."""

from typing import Any

from django.core.management.base import BaseCommand

from notices.services import send_waiting


class Command(BaseCommand):
    help = "Билдирүүлөрдү жөнөтөт / Отправляет ожидающие уведомления"

    def handle(self, *args: Any, **options: Any) -> None:
        """Send up to a hundred notices and print how many went and how many failed."""
        sent, failed = send_waiting()
        self.stdout.write(f"жөнөтүлдү / отправлено: {sent}; жөнөтүлгөн жок / не отправлено: {failed}")
