"""Many rows at once: inserting where some may be there already, and looking up by many keys.

For PostgreSQL and SQLite. Django's `bulk_create(ignore_conflicts=True)` ignores *every* conflict,
which would hide that two codes are the same, and returns no primary keys. `insert_new()` names the
one constraint whose conflict means "already there", lets all others fail, and says which rows are
new.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connections, models, router
from django.db.models import Expression, Lookup, Value


def insert_new(
    model: type[models.Model],
    *,
    constants: dict[str, Any],
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    conflict: Sequence[str],
    returning: Sequence[str],
) -> list[tuple]:
    """Insert `rows`; the `returning` fields of those that were not there.

    `constants` are fields with one value for all rows, `columns` name the fields of each row, and
    `conflict` those of the unique constraint that may be met. All are names of fields of `model`
    (foreign keys with `_id`), and values are texts, numbers, truths or times. Raises IntegrityError
    for any other conflict. Give the rows in a steady order (say of the member's primary key): on
    PostgreSQL two inserts of the same rows in opposite orders deadlock.
    """
    if not rows:
        return []
    connection = connections[router.db_for_write(model)]
    fields = {field.attname: field for field in model._meta.concrete_fields}
    fixed = [fields[name].get_db_prep_save(value, connection) for name, value in constants.items()]
    prepared = [
        _prepared(fields[name], values, connection)
        for name, values in zip(columns, zip(*rows, strict=True), strict=True)
    ]
    names = [*constants, *columns]
    source, parameters = _SOURCES[connection.vendor](
        connection, [fields[name] for name in columns], prepared, len(rows)
    )
    casts = [_cast(connection, fields[name]) for name in constants]
    quoted = connection.ops.quote_name
    # Nothing but names of our own models and placeholders goes into the text of the statement.
    sql = (
        f"INSERT INTO {quoted(model._meta.db_table)} "  # noqa: S608
        f"({_listed(quoted, fields, names)}) "
        f"SELECT {', '.join([*casts, *(f'v.column{n + 1}' for n in range(len(columns)))])} "
        f"FROM {source} WHERE true "
        f"ON CONFLICT ({_listed(quoted, fields, conflict)}) DO NOTHING "
        f"RETURNING {_listed(quoted, fields, returning)}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*fixed, *parameters])
        return cursor.fetchall()


def _listed(quoted, fields: dict, names: Iterable[str]) -> str:
    return ", ".join(quoted(fields[name].column) for name in names)


def _prepared(field: models.Field, values: Sequence[Any], connection) -> Sequence[Any]:
    """The values as the database takes them. Texts, numbers and truths are that already."""
    if not isinstance(field, models.DateTimeField):
        return values
    # There are few different ones, and preparing a time is slow. As texts both databases read them.
    known = {value: str(field.get_db_prep_save(value, connection)) for value in set(values)}
    return [known[value] for value in values]


def _cast(connection, field: models.Field) -> str:
    # PostgreSQL takes a bare parameter of a SELECT for a text.
    return f"%s::{_type(field, connection)}" if connection.vendor == "postgresql" else "%s"


def _type(field: models.Field, connection) -> str:
    return (field.target_field if field.is_relation else field).cast_db_type(connection)


def _from_json(connection, fields, prepared, _count) -> tuple[str, list]:
    """PostgreSQL: one text for all rows. Binding them one by one costs more than inserting them."""
    names = [f"column{n + 1}" for n in range(len(fields))]
    rows = [dict(zip(names, row)) for row in zip(*prepared)]  # noqa: B905 - the same lengths
    typed = ", ".join(
        f"{name} {_type(field, connection)}" for name, field in zip(names, fields, strict=True)
    )
    return f"json_to_recordset(%s::json) AS v({typed})", [json.dumps(rows)]


def _from_values(_connection, fields, prepared, count) -> tuple[str, list]:
    row = f"({', '.join(['%s'] * len(fields))})"
    parameters = [value for row_values in zip(*prepared, strict=True) for value in row_values]
    return f"(VALUES {', '.join([row] * count)}) AS v", parameters


_SOURCES = {"postgresql": _from_json, "sqlite": _from_values}


class Among(Lookup):
    """`Member.objects.filter(Among(F("pk"), ids))`: as `pk__in=ids`, with one parameter for all.

    Binding hundreds of parameters costs more than the look-up. `ids` are integers.
    """

    lookup_name = "among"
    prepare_rhs = False

    def __init__(self, field: Expression, ids: Iterable[int]):
        super().__init__(field, Value(list(ids)))

    def as_postgresql(self, compiler, connection):
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", (*parameters, self.rhs.value)

    def as_sqlite(self, compiler, connection):
        column, parameters = self.process_lhs(compiler, connection)
        keys = json.dumps(self.rhs.value)
        sql = f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608 - a column of ours
        return sql, (*parameters, keys)
