"""The database itself refuses to change the journal.

PostgreSQL also refuses to delete rows. SQLite does not: emptying the tables between tests is a DELETE there, and a
removed row shows in the chain of digests. A later migration that alters the table on SQLite rebuilds it and must
create the trigger again.
"""

from django.db import migrations

POSTGRESQL = """
CREATE FUNCTION audit_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'audit entries are written once'; END $$;
CREATE TRIGGER audit_written_once BEFORE UPDATE OR DELETE ON audit_auditentry
FOR EACH ROW EXECUTE FUNCTION audit_written_once();
"""
POSTGRESQL_BACK = """
DROP TRIGGER audit_written_once ON audit_auditentry;
DROP FUNCTION audit_written_once();
"""
SQLITE = """
CREATE TRIGGER audit_written_once BEFORE UPDATE ON audit_auditentry
BEGIN SELECT RAISE(ABORT, 'audit entries are written once'); END
"""
SQLITE_BACK = "DROP TRIGGER audit_written_once"


def forbid(apps, schema_editor):
    schema_editor.execute(POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE)


def allow(apps, schema_editor):
    schema_editor.execute(POSTGRESQL_BACK if schema_editor.connection.vendor == "postgresql" else SQLITE_BACK)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunPython(forbid, allow)]
