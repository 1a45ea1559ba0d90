"""Triggers and automations: what the shop does by itself, and what it has done."""

from __future__ import annotations

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict

from .base import DateTimeInput, Many, Map, Model

AutomationType = Literal["date", "scheduled"]


AutomationFrequency = Literal["monthly", "weekly", "fortnightly", "daily"]


class ActionArgument(Model):
    """A value that an action is given."""

    name: str | None = None
    value: str | int | float | bool | Map[Any] | None = None
    is_dynamic: bool | None = None


class Action(Model):
    """One thing that a trigger or an automation does."""

    id: int
    arguments: Many[ActionArgument] = []
    description: str | None = None
    name: str | None = None
    notes: str | None = None
    references_id: int | None = None
    sort_order: int | None = None
    uuid: str | None = None
    created_at: str | None = None
    updated_at: str | None = None


class ActionArgumentInput(TypedDict):
    """A value to give to an action; `{"var": "…"}` is looked up in the event."""

    name: str
    value: Any
    is_dynamic: NotRequired[bool | None]


class _ActionDetails(TypedDict, total=False):
    sort_order: int | None
    arguments: list[ActionArgumentInput] | None
    description: str | None
    notes: str | None
    uuid: str | None


class ActionInput(_ActionDetails):
    """A new action."""

    name: str


class ActionUpdateInput(_ActionDetails, total=False):
    """What may be changed of an action."""

    name: str


class Trigger(Model):
    """What the shop does when something happens."""

    id: int
    actions: Many[Action] = []
    description: str | None = None
    is_active: bool | None = None
    name: str | None = None
    notes: str | None = None
    trigger: str | None = None
    created_at: str | None = None
    updated_at: str | None = None


class _TriggerDetails(TypedDict, total=False):
    actions: list[ActionInput] | None
    description: str | None
    is_active: bool | None
    notes: str | None


class TriggerInput(_TriggerDetails):
    """A new trigger."""

    name: str
    trigger: str


class TriggerUpdateInput(_TriggerDetails, total=False):
    """What may be changed of a trigger."""

    name: str
    trigger: str


class Automation(Model):
    """What the shop does at a time."""

    id: int
    name: str | None = None
    type: AutomationType | str | None = None
    query: str | None = None
    query_type: str | None = None
    date: str | None = None
    arguments: Many[ActionArgument] = []
    slot: str | None = None
    actions: Many[Action] = []
    description: str | None = None
    notes: str | None = None
    is_active: bool | None = None
    frequency: AutomationFrequency | str | None = None
    run_at: str | None = None
    last_run_at: str | None = None
    created_at: str | None = None
    updated_at: str | None = None


class _AutomationDetails(TypedDict, total=False):
    name: str
    query_type: str | None
    date: DateTimeInput | None
    arguments: list[ActionArgumentInput]
    slot: str | None
    actions: list[ActionInput]
    description: str | None
    notes: str | None
    is_active: bool
    frequency: AutomationFrequency | None
    run_at: DateTimeInput | int | None
    last_run_at: DateTimeInput


class AutomationInput(_AutomationDetails):
    """A new automation."""

    type: AutomationType
    query: str


class AutomationUpdateInput(_AutomationDetails, total=False):
    """What may be changed of an automation."""

    type: AutomationType
    query: str


class ActionHistoryItem(Model):
    """One action that was done, with what it was given and what came of it."""

    id: int | None = None
    action_history_id: int | None = None
    handler: str | None = None
    arguments: Map[Any] | None = None
    context: Map[Any] | None = None
    result: Map[Any] | None = None
    status: str | None = None
    created_at: str | None = None
    updated_at: str | None = None


class ActionHistory(Model):
    """What was done because of one event."""

    id: int
    actionable_type: str | None = None
    actionable_id: int | str | None = None
    items: Many[ActionHistoryItem] = []
    parent_id: int | None = None
    parent_history: ActionHistory | None = None
    children_history: Many[ActionHistory] = []
    created_at: str | None = None
    updated_at: str | None = None
