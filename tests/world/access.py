"""Addresses of the administration of accounts; its rows are those of accounts."""

ARGUMENTS = {
    f"access:{name}": lambda side: {"pk": side.officer.pk}
    for name in ("person", "change", "renew", "switch_off", "switch_on", "release")
}
POST_ONLY = {"access:change", "access:renew", "access:switch_off", "access:switch_on", "access:release"}
READ_AND_WRITE = {"access:password", "access:own", "access:add"}
POSTED_ELSEWHERE = {
    "access:password",  # the user's own password, Django's form
    "access:own",  # one's own address and telephone
    "access:add",  # the administrator's alone: access/tests
}
