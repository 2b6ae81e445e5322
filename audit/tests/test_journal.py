"""The journal is written once, in the act's own transaction, and shows when somebody changed it."""

from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from accounts.tests.factories import UnitFactory, UserFactory
from audit.models import AppendOnly, AuditEntry
from audit.services.journal import GENESIS, NotInTransaction, record, verify_chain

AT = datetime(2022, 6, 24, 16, 59, tzinfo=UTC)
TABLE = AuditEntry._meta.db_table


def tamper(sql, *params):
    """Do what only somebody with the database's own password can do."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else the rows just written block the ALTER
            cursor.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER USER")
        else:
            cursor.execute("DROP TRIGGER audit_written_once")
        cursor.execute(sql, params)


@pytest.fixture
def three(db):
    unit, user = UnitFactory(), UserFactory(full_name="Hoàng Thị Mẫu")
    return [record(unit, action, by=user, at=AT, state=("a", "b")) for action in ("opened", "changed", "closed")]


def test_a_row_says_who_did_what_to_what(three):
    entry = three[0]

    assert entry.actor_name == "Hoàng Thị Mẫu"
    assert (entry.action, entry.object_type, entry.data) == ("opened", "accounts.unit", {"state": ["a", "b"]})
    assert str(entry).endswith(f"Hoàng Thị Mẫu: opened {entry.object_name}")


def test_the_portal_itself_signs_as_the_system(db):
    assert record(UnitFactory(), "opened", by=None, at=AT).actor_name == "Hệ thống"


def test_an_act_about_somebody_of_a_unit_is_noted_with_the_unit(db):
    user = UserFactory()

    assert record(user, "changed", by=None, at=AT).unit == user.unit


@pytest.mark.django_db(transaction=True)
def test_an_act_outside_a_transaction_cannot_be_noted():
    with pytest.raises(NotInTransaction):
        record(UnitFactory(), "opened", by=None, at=AT)


def test_each_row_carries_the_digest_of_the_row_before(three):
    assert three[0].previous_digest == GENESIS
    assert [row.previous_digest for row in three[1:]] == [row.digest for row in three[:2]]


def test_an_untouched_journal_is_whole(three):
    assert verify_chain() is None


def test_the_journal_survives_the_way_through_the_database(three):
    assert AuditEntry.objects.get(pk=three[0].pk).at == AT
    assert verify_chain() is None


def test_neither_rows_nor_queries_can_be_changed_or_deleted(three):
    with pytest.raises(AppendOnly):
        AuditEntry.objects.update(action="nothing")
    with pytest.raises(AppendOnly):
        AuditEntry.objects.all().delete()
    with pytest.raises(AppendOnly):
        three[0].delete()


def test_the_database_itself_refuses_to_change_a_row(three):
    with pytest.raises(DatabaseError), transaction.atomic():
        three[1].action = "nothing"
        three[1].save()

    assert AuditEntry.objects.get(pk=three[1].pk).action == "changed"


@pytest.mark.services
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite empties tables between tests by DELETE")
def test_postgresql_also_refuses_to_delete_a_row(three):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE}")


@pytest.mark.parametrize("column", ["actor_name", "action", "object_id", "object_name"])
def test_a_row_edited_behind_the_portals_back_is_found(three, column):
    tamper(f"UPDATE {TABLE} SET {column} = '0' WHERE id = %s", three[1].pk)

    assert verify_chain() == three[1]


def test_a_removed_row_is_found(three):
    tamper(f"DELETE FROM {TABLE} WHERE id = %s", three[1].pk)

    assert verify_chain() == three[2]


def test_the_command_says_that_all_is_well(three, capsys):
    call_command("verify_journal")

    assert "nguyên vẹn" in capsys.readouterr().out


def test_the_command_fails_and_names_the_first_bad_row(three):
    tamper(f"UPDATE {TABLE} SET action = '0' WHERE id = %s", three[1].pk)

    with pytest.raises(CommandError, match=f"dòng {three[1].pk}"):
        call_command("verify_journal")
