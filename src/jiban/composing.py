"""Questions to the database whose statement is composed once.

Django composes the statement of a queryset anew each time it is asked, and for a long `select_related` that takes longer
than the database's answer. What is asked at nearly every page is written as a function that is `composed_once`: its
statement is kept, and asked with other values.

    @composed_once
    def _in_office(officer: int, day: date) -> QuerySet[Term]:
        return Term.objects.filter(officer=officer, starts_on__lte=day).select_related("post__committee")

    terms = _in_office(officer.pk, today)
"""

import re
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import update_wrapper
from itertools import count
from typing import Any, Generic, ParamSpec, TypeAlias, TypeVar, cast

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, Model, QuerySet, Value, prefetch_related_objects
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler

# Longer lists are asked like any queryset: a statement for each length would fill the memory.
LONGEST_LIST = 4
# One value, as the database's driver takes it.
Bound: TypeAlias = int | str | date
P = ParamSpec("P")
M = TypeVar("M", bound=Model)
Row = TypeVar("Row")


class ComposedOnce(Generic[P, M, Row]):
    """Asked with values of one kind each: no None, because it changes the statement. A short list has one for its length."""

    def __init__(self, compose: Callable[P, QuerySet[M, Row]]) -> None:
        self._compose = compose
        # A connection belongs to one thread, and so does the statement that was composed for it.
        self._kept = threading.local()
        update_wrapper(self, compose)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> list[Row]:
        if kwargs:
            message = "Values are told apart by their place: name none."
            raise TypeError(message)
        lists = [value for value in args if isinstance(value, (list, tuple))]
        if any(not 0 < len(value) <= LONGEST_LIST for value in lists):
            return list(self._compose(*args, **kwargs))
        queryset = self._ready(tuple(len(value) if isinstance(value, (list, tuple)) else 0 for value in args))
        statement = queryset.query.statement
        statement.values = [_bound(value, statement.connection) for value in _one_by_one(args)]
        rows = list(queryset._iterable_class(queryset))  # noqa: SLF001 - reads rows as the queryset itself would
        if rows and queryset._prefetch_related_lookups:  # noqa: SLF001
            prefetch_related_objects(rows, *queryset._prefetch_related_lookups)  # noqa: SLF001
        return rows

    def first(self, *args: P.args, **kwargs: P.kwargs) -> Row | None:
        return next(iter(self(*args, **kwargs)), None)

    def get(self, *args: P.args, **kwargs: P.kwargs) -> Row:
        """Raises DoesNotExist of the model. The question itself sees to it that there is one at most."""
        for row in self(*args, **kwargs):
            return row
        model: Any = self._compose(*args, **kwargs).model
        raise model.DoesNotExist

    def _ready(self, lengths: tuple[int, ...]) -> Any:
        kept: dict[tuple[int, ...], Any] = vars(self._kept).setdefault("by_lengths", {})
        queryset = kept.get(lengths)
        if queryset is None or queryset.query.statement.connection is not connections[queryset.db]:
            queryset = kept[lengths] = self._composed(lengths)
        return queryset

    def _composed(self, lengths: tuple[int, ...]) -> Any:
        compose = cast("Callable[..., QuerySet[M, Row]]", self._compose)
        queryset, again = (compose(*_places(lengths)) for _ in range(2))
        connection = connections[queryset.db]
        statement = _Statement(queryset.query, connection, queryset.db)
        if statement.compose() != _Statement(again.query, connection, queryset.db).compose():
            message = "What changes from one time to the next grows old in a statement: pass it as an argument."
            raise TypeError(message)
        ready: Any = queryset
        ready._query = ready.query.chain(klass=_Composed)  # noqa: SLF001
        ready.query.statement = statement
        return ready


def composed_once(compose: Callable[P, QuerySet[M, Row]]) -> ComposedOnce[P, M, Row]:
    """The function is called once a thread, and what it reads beside its arguments (a clock, say) stays as it was."""
    return ComposedOnce(compose)


class Literal(Value):
    """A word that stands in the statement itself, and not beside it.

    A partial index holds the rows of one state. A plan that PostgreSQL keeps for any value may not use it, and reads all
    rows there are; for a word in the statement it may. Raises ValueError for what is no plain word.
    """

    def as_sql(self, _compiler: SQLCompiler, _connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        word = str(self.value)
        if not re.fullmatch(r"[a-z-]+", word):
            message = "Only a plain word stands in a statement."
            raise ValueError(message)
        return f"'{word}'", ()


def literals(words: Iterable[str]) -> list[Literal]:
    return [Literal(word) for word in words]


class _Place(Expression):
    """Where a value comes into a statement."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:  # noqa: ARG002
        return "%s", (self,)


class _Statement(SQLCompiler):
    """A composed statement, and the values to ask it with next."""

    values: list[Bound]
    _composed: tuple[str, tuple[Any, ...]]

    def compose(self) -> tuple[str, list[Any]]:
        sql, parameters = super().as_sql()
        self._composed = sql, tuple(parameters)
        return sql, [each.number if isinstance(each, _Place) else each for each in parameters]

    def as_sql(self, with_limits: bool = True, with_col_aliases: bool = False) -> tuple[str, tuple[Any, ...]]:  # noqa: ARG002, FBT001, FBT002 - Django's signature
        sql, parameters = self._composed
        return sql, tuple(self.values[each.number] if isinstance(each, _Place) else each for each in parameters)


class _Composed(Query):
    """A query that has its statement."""

    statement: _Statement

    def get_compiler(self, *args: Any, **kwargs: Any) -> SQLCompiler:  # noqa: ARG002
        return self.statement


def _places(lengths: Sequence[int]) -> Iterator[_Place | list[_Place]]:
    """One for each value, one a member for each list."""
    number = count()
    for length in lengths:
        yield [_Place(next(number)) for _ in range(length)] if length else _Place(next(number))


def _one_by_one(values: Iterable[object]) -> Iterator[object]:
    for value in values:
        if isinstance(value, (list, tuple)):
            yield from value
        else:
            yield value


def _bound(value: object, connection: BaseDatabaseWrapper) -> Bound:
    if isinstance(value, datetime):
        return cast("Bound", connection.ops.adapt_datetimefield_value(value))
    if isinstance(value, date):
        return cast("Bound", connection.ops.adapt_datefield_value(value))
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    message = f"{value!r} is no value that leaves the statement as it is."
    raise TypeError(message)
