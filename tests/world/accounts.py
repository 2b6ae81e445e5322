"""Twin rows and addresses of accounts."""

from accounts.models import LoginAttempt, Territory, TerritorySuccession, Unit, UnitSuccession, User

GLOBAL = {
    Territory: "official list of places, public",
    Unit: "directory of offices: every role reads it (unit.view)",
    TerritorySuccession: "which commune followed which, by published decisions",
    UnitSuccession: "which office followed which, by published decisions",
    LoginAttempt: "digests of names, read by the login alone",
}
STEERING = {"password"}
ARGUMENTS = {"accounts:unit": lambda side: {"code": side.unit.code}}
POST_ONLY = {"accounts:logout"}
READ_AND_WRITE = {"accounts:login", "accounts:parked"}
# Django's own views answer OPTIONS with the list of their methods and nothing else.
ANSWERS_OPTIONS = {"accounts:login", "accounts:logout"}
POSTED_ELSEWHERE = {
    "accounts:login",  # writes nothing but the session
    "accounts:parked",  # the browser's own session
}


def rows(a, b):
    return {User: {side.letter: [side.officer, side.head, side.inspector] for side in (a, b)}}
