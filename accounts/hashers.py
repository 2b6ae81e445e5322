"""Password hashing at a cost two cores can bear on deadline day."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class LightArgon2(Argon2PasswordHasher):
    """argon2id with 19 MiB, 2 rounds, 1 lane: the OWASP floor, a tenth of Django's default cost."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
