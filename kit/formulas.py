"""A rule of kit.expressions as a spreadsheet formula, so that a form says offline what the portal will say.

Only a hint: the spreadsheet computes in binary floating point and knows a note only as "there or not".
What counts is Expression.holds, when the form comes back.
"""

import ast
from collections.abc import Callable, Iterable

from kit.expressions import CELL, InvalidExpression, parse

Place = Callable[[str], str | None]  # the key of a figure → the formula of it; None when the form does not have it
SIGNS: dict[type[ast.AST], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/",
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "=", ast.NotEq: "<>",
}  # fmt: skip


class Unplaced(LookupError):
    """A figure that the rule needs is nowhere in the form."""


def condition(expression: str, place: Place) -> str | None:
    """The rule as a formula that is TRUE or FALSE; None when a figure that it needs has no place.

    Args:
        place: "N101", "prev:N101", "noted:N101" … → the formula that gives the number.

    Raises InvalidExpression.
    """
    parse(expression)  # the one judge of what a rule may say
    try:
        return _condition(ast.parse(expression.strip(), mode="eval").body, place)
    except Unplaced:
        return None


def _condition(node: ast.AST, place: Place) -> str:
    match node:
        case ast.Compare(left=left, ops=ops, comparators=others):
            sides = [_number(side, place) for side in (left, *others)]
            steps = [f"{a}{SIGNS[type(op)]}{b}" for op, a, b in zip(ops, sides, sides[1:], strict=False)]
            return _call("AND", steps) if len(steps) > 1 else steps[0]
        case ast.BoolOp(op=op, values=values):
            return _call("AND" if isinstance(op, ast.And) else "OR", [_condition(value, place) for value in values])
        case ast.UnaryOp(operand=operand):
            return _call("NOT", [_condition(operand, place)])
        case ast.Call(func=ast.Name(id="iff"), args=[left, right]):
            return f"({_condition(left, place)})=({_condition(right, place)})"
        case ast.Call(args=[left, right]):
            return _call("OR", [_call("NOT", [_condition(left, place)]), _condition(right, place)])
    raise InvalidExpression(ast.unparse(node))


def _number(node: ast.AST, place: Place) -> str:
    match node:
        case ast.Constant(value=value):
            return repr(value)
        case ast.BinOp(left=left, op=op, right=right):
            return f"({_number(left, place)}{SIGNS[type(op)]}{_number(right, place)})"
        case ast.Call(func=ast.Name(id="max" | "min" as word), args=args):
            return _call(word.upper(), [_number(arg, place) for arg in args])
        case ast.Call(func=ast.Name(id="given"), args=args):
            found = [there for arg in args if (there := place(_key(arg)))]
            return _call("SUM", found) if found else "0"
    there = place(_key(node))
    if there is None:
        raise Unplaced(ast.unparse(node))
    return there


def _key(node: ast.AST) -> str:
    cell = CELL.fullmatch(ast.unparse(node))
    return ":".join(filter(None, cell.groups())) if cell else ""


def _call(name: str, parts: Iterable[str]) -> str:
    return f"{name}({','.join(parts)})"
