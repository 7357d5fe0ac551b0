"""Actions of Amazon DynamoDB."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mockvpce.network.actions.call import Asked, keys_from, tag_keys, tags_of
from mockvpce.network.authorization import Operation

_KEYS = {
    "ReturnConsumedCapacity": "dynamodb:ReturnConsumedCapacity",
    "ReturnValues": "dynamodb:ReturnValues",
    "Select": "dynamodb:Select",
}
_TRANSACTION = {
    "ConditionCheck": "ConditionCheckItem",
    "Delete": "DeleteItem",
    "Get": "GetItem",
    "Put": "PutItem",
    "Update": "UpdateItem",
}
_PARTIQL = {"select": "PartiQLSelect", "insert": "PartiQLInsert", "update": "PartiQLUpdate", "delete": "PartiQLDelete"}
_PARTIQL_TABLE = re.compile(
    r"""\s*(?:select\b.*?\bfrom|insert\s+into|update|delete\s+from)\s+"?([\w.-]+)"?(?:\."?([\w.-]+)"?)?""",
    re.IGNORECASE | re.DOTALL,
)
_STATEMENTS = {"ExecuteStatement", "BatchExecuteStatement", "ExecuteTransaction"}


def dynamodb(asked: Asked) -> Iterable[Operation]:
    """The actions of a call of DynamoDB: a batch is one on each table, a transaction one for each of its parts."""
    operation, given = asked.operation, asked.parameters
    if operation in ("BatchGetItem", "BatchWriteItem"):
        tables = given.get("RequestItems") or {"*": None}
        return [asked.on(_table(asked, name)) for name in tables]
    if operation in ("TransactGetItems", "TransactWriteItems"):
        return list(_transaction(asked))
    if operation in _STATEMENTS:
        return list(_partiql(asked))
    keys = {**keys_from(given, _KEYS), **tag_keys(tags_of(given.get("Tags")))}
    return [asked.on(_resource(asked), keys=keys)]


def _resource(asked: Asked) -> str:
    arn = asked.text("ResourceArn", "TableArn", "StreamArn", "BackupArn", "ExportArn", "ImportArn")
    if arn:
        return arn
    name = asked.text("TableName", "SourceTableName", "TargetTableName")
    if not name:
        name = asked.text("GlobalTableName")
        return asked.arn(f"global-table/{name}", region="") if name else "*"
    index = asked.text("IndexName") if asked.operation in ("Query", "Scan") else ""
    table = _table(asked, name)
    return f"{table}/index/{index}" if index else table


def _table(asked: Asked, name: str) -> str:
    return name if name.startswith("arn:") or name == "*" else asked.arn(f"table/{name}")


def _transaction(asked: Asked) -> Iterator[Operation]:
    for one in asked.entries("TransactItems"):
        for part, action in _TRANSACTION.items():
            item: Any = one.get(part) if isinstance(one, Mapping) else None
            if item:
                yield asked.on(_table(asked, item.get("TableName", "*")), action)


def _partiql(asked: Asked) -> Iterator[Operation]:
    written = [asked.text("Statement")] if asked.text("Statement") else []
    for several in ("Statements", "TransactStatements"):
        written += [one.get("Statement", "") for one in asked.entries(several) if isinstance(one, Mapping)]
    for statement in written:
        action = _PARTIQL.get(statement.strip().partition(" ")[0].lower(), "PartiQLSelect")
        found = _PARTIQL_TABLE.match(statement)
        table = "*" if found is None else _table(asked, found[1])
        yield asked.on(f"{table}/index/{found[2]}" if found is not None and found[2] else table, action)
