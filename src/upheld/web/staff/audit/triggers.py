"""What the database itself refuses: to change a line of the trail, or to lose one.

A line goes only if the newest line is a purge that covers it: so a purge is always recorded, and
the way is shut again by the next line. A purge may not reach into the last year.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor
    from django.db.migrations.state import StateApps

COVERED = """EXISTS (
    SELECT 1 FROM audit_entry newest
    WHERE newest.id = (SELECT max(id) FROM audit_entry)
    AND newest.what = 'trail.purged' AND OLD.at < newest.kept_from)"""

SQLITE = (
    """CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit_entry BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only'); END""",
    f"""CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit_entry WHEN NOT {COVERED} BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only'); END""",
    """CREATE TRIGGER audit_kept_a_year BEFORE INSERT ON audit_entry
    WHEN NEW.kept_from > datetime('now', '-365 days') BEGIN
    SELECT RAISE(ABORT, 'the audit trail is kept for a year at least'); END""",
)
POSTGRESQL = (
    f"""CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP = 'DELETE' THEN IF {COVERED} THEN RETURN OLD; END IF; END IF;
    RAISE EXCEPTION 'the audit trail is append-only'
    USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    """CREATE TRIGGER audit_no_update BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_refuse()""",
    """CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
    """CREATE FUNCTION audit_kept_a_year() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NEW.kept_from > now() - interval '365 days' THEN
    RAISE EXCEPTION 'the audit trail is kept for a year at least'
    USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$""",
    """CREATE TRIGGER audit_kept_a_year BEFORE INSERT ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_kept_a_year()""",
)


def install(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    statements = {"sqlite": SQLITE, "postgresql": POSTGRESQL}[editor.connection.vendor]
    for statement in statements:
        editor.execute(statement)
