"""JSON Logic: the conditions that benefits, webhooks and connections are guarded by. Pure functions."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

from .wire import read_json


def holds(condition: Any, data: Any) -> bool:
    """Whether a condition is true of the data. No condition is; one that makes no sense is not."""
    if isinstance(condition, str):
        try:
            condition = read_json(condition) if condition.strip() else None
        except ValueError:
            return False
    return condition in (None, {}, []) or bool(_value(condition, data))


def _value(rule: Any, data: Any) -> Any:
    if isinstance(rule, list):
        return [_value(item, data) for item in rule]
    if not isinstance(rule, Mapping) or len(rule) != 1:
        return rule
    name, given = next(iter(rule.items()))
    arguments = given if isinstance(given, list) else [given]
    if name in _LAZY:
        return _LAZY[name](arguments, data)
    compute = _EAGER.get(name)
    return compute(*(_value(argument, data) for argument in arguments)) if compute is not None else None


def _var(arguments: list[Any], data: Any) -> Any:
    path, default = [*arguments, None, None][:2]
    found = data
    for part in str(path).split(".") if path not in (None, "") else ():
        if isinstance(found, list) and part.isdecimal() and int(part) < len(found):
            found = found[int(part)]
        else:
            found = found.get(part) if isinstance(found, Mapping) else None
    return _value(default, data) if found is None else found


def _missing(arguments: list[Any], data: Any) -> list[Any]:
    names = _value(arguments, data)
    names = names[0] if len(names) == 1 and isinstance(names[0], list) else names
    return [name for name in names if _var([name], data) in (None, "")]


def _if(arguments: list[Any], data: Any) -> Any:
    for at in range(0, len(arguments) - 1, 2):
        if _value(arguments[at], data):
            return _value(arguments[at + 1], data)
    return _value(arguments[-1], data) if len(arguments) % 2 else None


def _first(stops: bool) -> Callable[[list[Any], Any], Any]:
    """`or` ends at the first value that is true, `and` at the first that is not."""

    def run(arguments: list[Any], data: Any) -> Any:
        value = None
        for argument in arguments:
            value = _value(argument, data)
            if bool(value) is stops:
                break
        return value

    return run


def _over(fold: Callable[[list[Any]], Any]) -> Callable[[list[Any], Any], Any]:
    """Looks at each item of a list with a rule of its own."""

    def run(arguments: list[Any], data: Any) -> Any:
        items, rule = [*arguments, None, None][:2]
        items = _value(items, data)
        return fold([(item, _value(rule, item)) for item in items] if isinstance(items, list) else [])

    return run


_LAZY: Mapping[str, Callable[[list[Any], Any], Any]] = {
    "var": _var,
    "missing": _missing,
    "if": _if,
    "?:": _if,
    "and": _first(stops=False),
    "or": _first(stops=True),
    "some": _over(lambda pairs: any(test for _, test in pairs)),
    "all": _over(lambda pairs: bool(pairs) and all(test for _, test in pairs)),
    "none": _over(lambda pairs: not any(test for _, test in pairs)),
    "filter": _over(lambda pairs: [item for item, test in pairs if test]),
    "map": _over(lambda pairs: [test for _, test in pairs]),
}


def _number(value: Any) -> float | None:
    if isinstance(value, (int, float)):
        return float(value)
    try:
        return float(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _compared(compare: Callable[[Any, Any], bool]) -> Callable[..., bool]:
    """Numbers, also as text, compare as numbers; other texts, such as moments, as text."""

    def run(*values: Any) -> bool:
        for left, right in pairwise(values):
            a, b = _number(left), _number(right)
            if a is None or b is None:
                if not (isinstance(left, str) and isinstance(right, str)):
                    return False
                if not compare(left, right):
                    return False
            elif not compare(a, b):
                return False
        return len(values) > 1

    return run


def _equal(left: Any = None, right: Any = None, *_: Any) -> bool:
    a, b = _number(left), _number(right)
    return bool(left == right) or (a is not None and a == b)


def _in(needle: Any = None, hay: Any = None, *_: Any) -> bool:
    return needle in hay if isinstance(hay, list) or (isinstance(hay, str) and isinstance(needle, str)) else False


def _arithmetic(compute: Callable[[float, float], float]) -> Callable[..., float | None]:
    def run(*values: Any) -> float | None:
        numbers = [number for value in values if (number := _number(value)) is not None]
        if not numbers or len(numbers) < len(values):
            return None
        total = numbers[0]
        try:
            for number in numbers[1:]:
                total = compute(total, number)
        except (ZeroDivisionError, OverflowError):
            return None
        return total

    return run


_EAGER: Mapping[str, Callable[..., Any]] = {
    "==": _equal,
    "===": lambda left=None, right=None, *_: bool(left == right),
    "!=": lambda left=None, right=None, *_: not _equal(left, right),
    "!==": lambda left=None, right=None, *_: bool(left != right),
    "!": lambda value=None, *_: not value,
    "!!": lambda value=None, *_: bool(value),
    "<": _compared(operator.lt),
    "<=": _compared(operator.le),
    ">": _compared(operator.gt),
    ">=": _compared(operator.ge),
    "in": _in,
    "not_in": lambda needle=None, hay=None, *_: not _in(needle, hay),
    "+": _arithmetic(operator.add),
    "-": lambda *values: _arithmetic(operator.sub)(*((0, *values) if len(values) == 1 else values)),
    "*": _arithmetic(operator.mul),
    "/": _arithmetic(operator.truediv),
    "%": _arithmetic(operator.mod),
    "min": _arithmetic(min),
    "max": _arithmetic(max),
    "cat": lambda *values: "".join(str(value) for value in values),
    "merge": lambda *values: [item for v in values for item in (v if isinstance(v, list) else [v])],
}
