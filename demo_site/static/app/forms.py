"""Forms: each field with its label, its hint and what is wrong with it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from dom import Node, h
from i18n import t

from omneo_id_web import OmneoError, ValidationError

Values = dict[str, Any]


@dataclass
class Field:
    """One thing that a form asks for.

    Attributes:
        name: as the API calls it.
        label: what people read.
        kind: an input's type, `select` or `textarea`.
        options: a select's values and labels.
    """

    name: str
    label: str
    value: Any = ""
    kind: str = "text"
    required: bool = False
    hint: str | None = None
    options: Iterable[tuple[Any, str]] = ()
    more: dict[str, Any] = field(default_factory=dict)


def form(
    fields: Sequence[Field],
    submit: Callable[[Values], Awaitable[Any]],
    *,
    label: str,
    id: str,
    done: str | None = None,
    failed: Callable[[Exception], str],
) -> Node:
    """A form that says at once what is done, and beside each field what is wrong with it.

    Parameters:
        submit: is given the values, stripped, by name. Its `ValidationError` stands beside the fields.
        label: the button's.
        id: tells its fields from those of other forms.
        done: said when it has worked.
        failed: is given any other error, and answers what to say of it.
    """
    inputs = {each.name: _input(each, id) for each in fields}
    errors = {each.name: h("span.error", id=f"{id}-{each.name}-error") for each in fields}
    said = h("output", id=f"{id}-said")
    press = h("button", label, id=f"{id}-submit")

    def show(problems: dict[str, list[str]]) -> None:
        for name, node in errors.items():
            node.textContent = " ".join(problems.get(name, []))
            inputs[name].setAttribute("aria-invalid", "true" if name in problems else "false")
        rest = [text for name, texts in problems.items() if name not in errors for text in texts]
        said.textContent = " ".join([t("form.refused"), *rest]) if problems else ""
        said.className = "bad" if problems else ""
        wrong = next((name for name in errors if name in problems), None)
        if wrong:
            inputs[wrong].focus()

    async def on_submit(event: Any) -> None:
        if press.getAttribute("aria-disabled") == "true":
            return
        given = {
            each.name: bool(inputs[each.name].checked) if each.kind == "checkbox" else inputs[each.name].value.strip()
            for each in fields
        }
        missing = {each.name: [t("form.required")] for each in fields if each.required and not given[each.name]}
        show(missing)
        if missing:
            return
        press.setAttribute("aria-disabled", "true")
        said.textContent = t("form.saving")
        try:
            await submit(given)
        except ValidationError as refused:
            show(refused.errors)
        except OmneoError as problem:
            said.textContent, said.className = f"{t('form.failed')} {failed(problem)}", "bad"
        else:
            said.textContent = done or ""
            body.setAttribute("data-saved", "true")
        finally:
            press.setAttribute("aria-disabled", "false")

    rows = [_row(each, inputs[each.name], errors[each.name], id) for each in fields]
    body = h("form.form", *rows, h("p.actions", press, said), id=id, novalidate=True, on_submit=on_submit)
    return body


def _input(each: Field, id: str) -> Node:
    described = f"{id}-{each.name}-error" + (f" {id}-{each.name}-hint" if each.hint else "")
    about = {"id": f"{id}-{each.name}", "name": each.name, "aria_describedby": described, **each.more}
    about["aria_invalid"] = "false"  # or what is still empty is said to be wrong
    if each.required:
        about["required"] = True
    if each.kind == "select":
        chosen = str(each.value)
        choices = [h("option", text, value=value, selected=str(value) == chosen) for value, text in each.options]
        return h("select", *choices, **about)
    if each.kind == "textarea":
        return h("textarea", str(each.value or ""), rows="3", **about)
    if each.kind == "checkbox":
        return h("input", type="checkbox", checked=bool(each.value), **about)
    return h("input", type=each.kind, value=str(each.value or ""), **about)


def _row(each: Field, node: Node, error: Node, id: str) -> Node:
    label = h("label", each.label, for_=f"{id}-{each.name}")
    hint = each.hint and h("span.hint", each.hint, id=f"{id}-{each.name}-hint")
    if each.kind == "checkbox":
        return h("p.field.check", node, label, error)
    return h("p.field", label, node, hint, error)
