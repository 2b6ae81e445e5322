"""Twin rows and addresses of deadlines."""

GLOBAL: dict = {}
