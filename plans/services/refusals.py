"""What the services of this app refuse, with the entry it is about."""


class Refusal(Exception):
    """What is asked cannot stand; ``field`` names the entry, the message says what to do instead."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field
