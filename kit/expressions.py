"""Rules about figures, written as text: ``N102 <= N101``.

A rule is data, so its text is never executed: it is read into a tree, every node is checked
against a short list, and only the checked tree is computed. All arithmetic is decimal."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Context, Decimal, DecimalException, localcontext
from typing import Any

MAX_LENGTH, MAX_DEPTH = 300, 40
CELL = re.compile(r"(?:(prev|half|last|carry|noted|dated)\()?([A-Z]{1,4}[0-9]{2,4}(?:\.[A-Z0-9]{1,6})?)\)?")
PRECISE = Context(prec=50)  # traps division by zero
Known = Mapping[str, Decimal]
Number = Callable[[Known], Decimal]
Condition = Callable[[Known], bool]
OPERATORS: dict[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge,
    ast.Eq: operator.eq, ast.NotEq: operator.ne,
}  # fmt: skip
EXTREMES: dict[str, Callable[[list[Decimal]], Decimal]] = {"max": max, "min": min}
LINKS: dict[str, Callable[[bool, bool], bool]] = {"iff": operator.eq, "implies": operator.le}  # False <= True


class InvalidExpression(ValueError):
    """The text is not a condition in the language of rules."""


@dataclass(frozen=True)
class Expression:
    """A condition that a unit's figures hold or break.

    ``names`` are the keys it looks up: CODE or PARENT.PART; prev:CODE (same period last year), last:CODE (the
    period before), half:CODE (six months), carry:CODE (all of last year); noted:CODE and dated:CODE are 1 when the
    figure has a note, or one with a document's number and a date of the year. ``optional`` are those of ``given``,
    which adds up what there is."""

    text: str
    names: frozenset[str]
    optional: frozenset[str]
    _test: Condition = field(repr=False, compare=False)

    def holds(self, values: Mapping[str, Decimal | None]) -> bool | None:
        """Whether the figures satisfy the rule.

        Every name is needed, also behind ``and``, ``or`` and ``implies``: the answer must not depend on
        the order in which a rule was written.

        Args:
            values: figure per name, each in its indicator's own unit of measure; yes is 1, no is 0.

        Returns:
            None when the rule does not apply: a figure is missing, or a divisor is 0.
        """
        looked_up = self.names | self.optional
        known = {name: value for name in looked_up if (value := values.get(name)) is not None}
        if not self.names <= set(known) or not all(value.is_finite() for value in known.values()):
            return None
        try:
            with localcontext(PRECISE):
                return self._test(known)
        except DecimalException:
            return None


def parse(expression: str) -> Expression:
    """Read a rule; raise InvalidExpression when anything in it is not in the language."""
    if len(expression) > MAX_LENGTH:
        raise InvalidExpression(f"longer than {MAX_LENGTH} characters")
    try:
        tree = ast.parse(expression.strip(), mode="eval").body
        too_deep = _depth(tree) > MAX_DEPTH
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise InvalidExpression(f"cannot be read: {expression!r}") from error
    if too_deep:
        raise InvalidExpression(f"nested deeper than {MAX_DEPTH} levels")
    names, optional = _Names(), _Names()
    names.optional = optional
    test = _condition(tree, names)
    return Expression(expression, frozenset(names), frozenset(optional - names), test)


class _Names(set[str]):
    """The names met so far; ``optional`` collects those inside ``given``."""

    optional: _Names


def _depth(node: ast.AST) -> int:
    return 1 + max(map(_depth, ast.iter_child_nodes(node)), default=0)


def _condition(node: ast.AST, names: _Names) -> Condition:
    match node:
        case ast.Compare(left=left, ops=ops, comparators=others) if all(type(op) in OPERATORS for op in ops):
            sides = [_number(side, names) for side in (left, *others)]
            steps = [(OPERATORS[type(op)], a, b) for op, a, b in zip(ops, sides, sides[1:], strict=False)]
            return lambda known: all([compare(a(known), b(known)) for compare, a, b in steps])
        case ast.BoolOp(op=op, values=values):
            parts = [_condition(value, names) for value in values]
            join = all if isinstance(op, ast.And) else any
            return lambda known: join([part(known) for part in parts])  # a list: no part is skipped
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            denied = _condition(operand, names)
            return lambda known: not denied(known)
        case ast.Call(func=ast.Name(id=word), args=[left, right], keywords=[]) if word in LINKS:
            link, a, b = LINKS[word], _condition(left, names), _condition(right, names)
            return lambda known: link(a(known), b(known))
    raise InvalidExpression(f"not a condition: {ast.unparse(node)}")


def _number(node: ast.AST, names: _Names) -> Number:
    match node:
        case ast.Constant(value=it) if type(it) in (int, float) and (literal := Decimal(str(it))).is_finite():
            return lambda known: literal
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
            combine, a, b = OPERATORS[type(op)], _number(left, names), _number(right, names)
            return lambda known: combine(a(known), b(known))
        case ast.Call(func=ast.Name(id=word), args=[_, _, *_] as args, keywords=[]) if word in EXTREMES:
            choose, numbers = EXTREMES[word], [_number(arg, names) for arg in args]
            return lambda known: choose([number(known) for number in numbers])
        case ast.Call(func=ast.Name(id="given"), args=[_, *_] as args, keywords=[]):
            keys = [_key(arg) for arg in args]
            names.optional.update(keys)
            return lambda known: sum((known[key] for key in keys if key in known), Decimal())
    key = _key(node)
    names.add(key)
    return lambda known: known[key]


def _key(node: ast.AST) -> str:
    """The name under which a figure is looked up: "N101", "TH01.LT", "prev:N101"."""
    if not (cell := CELL.fullmatch(ast.unparse(node))):
        raise InvalidExpression(f"not a figure: {ast.unparse(node)}")
    return ":".join(filter(None, cell.groups()))
