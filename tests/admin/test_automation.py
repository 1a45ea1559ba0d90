"""Triggers, automations and imports: what they do, when, and what is told of it."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from omneo_id_web import NotFound, SyncOmneo, ValidationError
from omneo_id_web.sandbox import Sandbox, seed
from omneo_id_web.sandbox.templates import rendered


def act(name: str, **given: Any) -> dict[str, Any]:
    """An action with its arguments."""
    return {"name": name, "arguments": [{"name": key, "value": value} for key, value in given.items()]}


def on(omneo: SyncOmneo, event: str, *actions: dict[str, Any], **more: Any) -> int:
    return omneo.triggers.create({"name": event, "trigger": event, "actions": list(actions), **more}).id


def test_a_trigger_gives_and_marks_when_its_event_happens(omneo: SyncOmneo, ada: str) -> None:
    on(
        omneo,
        "interaction.created",
        act("reward.create", handle="welcome", value=12),
        act("benefit.create", handle="gift-wrap"),
        act("tag.add", handle="seen"),
        act("status.add", handle="vip"),
    )
    omneo.interactions.create(profile_id=ada, action="visit", channel="app", signal=1, name="V", namespace="x")
    profile = omneo.profile(ada)
    assert [reward.value_initial for reward in profile.rewards.list()] == [12]
    assert [benefit.definition.handle for benefit in profile.benefits.list() if benefit.definition] == ["gift-wrap"]
    assert profile.get().tags == ["seen"]
    history = list(omneo.action_histories.list())
    assert [(item.handler, item.status) for item in history[0].items] == [
        ("reward.create", "success"),
        ("benefit.create", "success"),
        ("tag.add", "success"),
        ("status.add", "success"),
    ]
    assert omneo.action_histories.get(history[0].id) == history[0]


def test_a_trigger_that_is_not_active_does_nothing(omneo: SyncOmneo, ada: str) -> None:
    id = on(omneo, "profile.updated", act("tag.add", handle="seen"), is_active=False)
    omneo.profile(ada).update(occupation="Tailor")
    assert omneo.profile(ada).get().tags == []
    omneo.triggers.update(id, is_active=True)
    omneo.profile(ada).update(occupation="Baker")
    assert omneo.profile(ada).get().tags == ["seen"]


def test_what_a_trigger_does_may_trigger_more_but_not_for_ever(omneo: SyncOmneo, ada: str) -> None:
    on(omneo, "points.awarded", act("tag.add", handle="consoled"))
    on(omneo, "points.awarded", act("point.create", handle="spend", value=1))
    omneo.call("POST", "/interactions", body=visit(ada))
    omneo.triggers.create(
        {"name": "v", "trigger": "interaction.created", "actions": [act("point.create", handle="spend", value=1)]}
    )
    omneo.call("POST", "/interactions", body=visit(ada))
    assert omneo.profile(ada).get().tags == ["consoled"]
    assert 1 < len(list(omneo.profile(ada).points.list())) <= 10


def visit(profile_id: str) -> dict[str, Any]:
    return {"profile_id": profile_id, "action": "visit", "channel": "app", "signal": 1, "name": "V", "namespace": "x"}


def test_an_action_that_cannot_be_done_is_told_and_the_others_are_done(omneo: SyncOmneo, ada: str) -> None:
    on(omneo, "profile.updated", act("reward.create", handle="none"), act("fly"), act("tag.add", handle="seen"))
    omneo.profile(ada).update(occupation="Tailor")
    items = next(iter(omneo.action_histories.list())).items
    assert [item.status for item in items] == ["failed", "failed", "success"]
    assert omneo.profile(ada).get().tags == ["seen"]


def test_an_event_of_ones_own_is_told_with_its_context(omneo: SyncOmneo, sandbox: Sandbox) -> None:
    target = omneo.targets.create(
        name="CRM", handle="crm", url="https://example.com/crm", template='{"parcel": "{{ parcel|upper }}"}'
    )
    on(omneo, "parcel.lost", act("target.send", target="crm"))
    assert omneo.tenants.custom_event("parcel.lost", {"parcel": "p-1"}) == {"parcel": "p-1"}
    sent = sandbox.store.all("delivery")
    assert [(row["url"], json.loads(row["body"])) for row in sent] == [(target.url, {"parcel": "P-1"})]
    with pytest.raises(ValidationError, match="API's own"):
        omneo.tenants.custom_event("profile.created")
    with pytest.raises(ValidationError, match="reserved"):
        omneo.call("POST", "/tenants/custom-event", body={"event": "profile.created"})


def test_a_target_is_sent_nothing_unless_its_condition_holds(omneo: SyncOmneo, sandbox: Sandbox) -> None:
    omneo.targets.create(
        name="CRM", handle="crm", url="https://example.com", template="", condition='{"==": [{"var": "size"}, "big"]}'
    )
    on(omneo, "parcel.lost", act("tsend", target="crm"))
    omneo.tenants.custom_event("parcel.lost", {"size": "small"})
    assert sandbox.store.all("delivery") == []
    omneo.tenants.custom_event("parcel.lost", {"size": "big"})
    assert [json.loads(row["body"])["size"] for row in sandbox.store.all("delivery")] == ["big"]


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("Hello {{ name }}!", "Hello Ada!"),
        ("{{name|upper}} {{ missing|default('none') }}", "ADA none"),
        ("{{ tags|json_encode }} {{ tags }} {{ deep.er }}", '["a"] ["a"] 1'),
        ("{{ nothing }}{% if x %}", "{% if x %}"),
    ],
)
def test_a_template_is_filled_in(template: str, text: str) -> None:
    assert rendered(template, {"name": "Ada", "tags": ["a"], "deep": {"er": 1}}) == text


def test_an_argument_may_be_looked_up_in_the_event(omneo: SyncOmneo, ada: str) -> None:
    on(omneo, "interaction.created", act("tag.add", handle={"var": "name"}))
    omneo.interactions.create(profile_id=ada, action="visit", channel="app", signal=1, name="runway", namespace="x")
    assert omneo.profile(ada).get().tags == ["runway"]


def test_actions_are_a_triggers_own(omneo: SyncOmneo) -> None:
    id = on(omneo, "x.y", act("tag.add", handle="one"))
    other = on(omneo, "x.z")
    more = omneo.triggers.actions.create(id, name="tag.remove", sort_order=-1)
    assert [action.name for action in omneo.triggers.get(id).actions] == ["tag.remove", "tag.add"]
    with pytest.raises(NotFound):
        omneo.triggers.actions.get(other, more.id)
    assert omneo.triggers.actions.update(id, more.id, notes="why").notes == "why"
    omneo.triggers.actions.delete(id, more.id)
    assert [action.name for action in omneo.triggers.actions.list(id)] == ["tag.add"]
    omneo.triggers.delete(id)
    with pytest.raises(NotFound):
        omneo.triggers.actions.list(id).page()


def test_an_automation_acts_on_whom_its_query_finds(omneo: SyncOmneo, sandbox: Sandbox, ada: str) -> None:
    bea = seed.member(sandbox, {"first_name": "Bea"})["id"]
    query = '{"==": [{"var": "first_name"}, "Ada"]}'
    actions: Any = [act("tag.add", handle="found")]
    made = omneo.automations.create(name="A", type="scheduled", query=query, actions=actions)
    omneo.automations.trigger(made.id)
    assert (omneo.profile(ada).get().tags, omneo.profile(bea).get().tags) == (["found"], [])
    assert omneo.automations.get(made.id).last_run_at is not None
    assert [row["first_name"] for row in omneo.automations.samples("filter[first_name]=Bea")["data"]] == ["Bea"]
    with pytest.raises(ValidationError):
        omneo.automations.samples("{not json")


def test_an_automation_runs_by_the_clock_and_again(omneo: SyncOmneo, sandbox: Sandbox, ada: str) -> None:
    actions: Any = [act("point.create", handle="spend", value=1)]
    omneo.automations.create(name="A", type="scheduled", query="", slot="AU-MEL-9", frequency="daily", actions=actions)
    omneo.automations.create(name="Off", type="scheduled", query="", slot="AU-MEL-9", is_active=False, actions=actions)
    sandbox.advance(3 * 86_400)
    assert len(list(omneo.profile(ada).points.list())) == 1
    sandbox.advance(86_400)
    assert len(list(omneo.profile(ada).points.list())) == 2


def test_an_import_comes_along_with_the_clock(omneo: SyncOmneo, sandbox: Sandbox) -> None:
    text = "first_name,last_name,email,birth_year\nIda,Byrne,ida@example.com,1990\nUli,Wood,not an email,\n"
    made = omneo.imports.create(file=text, handler="omneo:profile")
    assert (made.status, made.count, made.progress) == ("PENDING", 2, 0)
    sandbox.advance(2)
    done = omneo.imports.get(made.id)
    assert (done.status, done.failed_count, done.progress) == ("SUCCESS", 1, 100)
    found = [row for row in omneo.call("GET", "/profiles")["data"] if row["email"] == "ida@example.com"]
    assert [(row["first_name"], row["birth_year"]) for row in found] == [("Ida", 1990)]
    job = next(iter(omneo.imports.jobs.list(made.id)))
    assert (job.status, job.result["failed"]) == ("SUCCESS", 1)
    failed = list(csv.DictReader(io.StringIO(omneo.imports.jobs.export(made.id, "FAILED"))))
    assert [row["first_name"] for row in failed] == ["Uli"]
    assert "email" in failed[0]["errors"]


def test_a_files_columns_may_have_names_of_their_own(omneo: SyncOmneo, sandbox: Sandbox, ada: str) -> None:
    made = omneo.imports.file_import(
        file="Mail\nada@example.com\nnobody@example.com\n",
        mapping_fields='{"Mail": "email"}',
        importable_type="reward_definition",
        importable_id=1,
        name="Thanks",
    )
    sandbox.advance(2)
    assert omneo.imports.get(made.id).failed_count == 1
    assert len(list(omneo.profile(ada).rewards.list())) == 1


def test_everybody_whom_a_condition_fits_is_given_something(omneo: SyncOmneo, sandbox: Sandbox, ada: str) -> None:
    bea = seed.member(sandbox, {"first_name": "Bea"})["id"]
    condition = json.dumps({"==": [{"var": "first_name"}, "Ada"]})
    about = {"importable_type": "benefit_definition", "importable_id": 3, "condition": condition}
    assert omneo.imports.condition_import(about).count == 1
    sandbox.advance(2)
    assert len(list(omneo.profile(ada).benefits.list())) == 1
    assert list(omneo.profile(bea).benefits.list()) == []


def test_an_import_by_hand_is_given_its_jobs_one_by_one(omneo: SyncOmneo, sandbox: Sandbox) -> None:
    made = omneo.imports.create_manual(count=2)
    row = {"first_name": "Ida", "last_name": "Byrne", "email": "ida@example.com"}
    job = omneo.imports.jobs.create(made.id, status="PENDING", handler="omneo:profile", data=[row])
    omneo.imports.jobs.batch(made.id, [{"status": "FAILED", "handler": "omneo:profile", "data": [row]}])
    assert omneo.imports.jobs.finalize(made.id, job.id, 1).total_batch_count == 1
    assert omneo.imports.get(made.id).status == "PROCESSING"
    sandbox.advance(2)
    assert (omneo.imports.jobs.get(made.id, job.id).status, omneo.imports.get(made.id).progress) == ("SUCCESS", 100)
    omneo.imports.delete(made.id)
    with pytest.raises(NotFound):
        omneo.imports.jobs.list(made.id).page()


@pytest.mark.parametrize("text", ["", "a,b", '{"broken', 'a,b\n"x'])
def test_a_file_that_is_none_is_refused(omneo: SyncOmneo, text: str) -> None:
    with pytest.raises(ValidationError) as refused:
        omneo.imports.create(file=text, handler="omneo:profile")
    assert set(refused.value.errors) == {"file"}
    assert list(omneo.imports.list()) == []


def test_a_batch_tells_what_became_of_its_rows(omneo: SyncOmneo) -> None:
    made = omneo.batches.create(entity_type="profile")
    id = made.batch_id or ""
    assert omneo.batches.get(id).status == "pending"
    omneo.batches.create_item(id, status="pending", external_id="E1")
    omneo.batches.create_item(id, status="success", external_id="E2")
    assert omneo.batches.get(id).processed_count == 1
    done = omneo.batches.create_item(id, status="failed", external_id="E1", error="no such row")
    assert (done.status, done.success_count, done.failed_count) == ("success", 1, 1)
    assert id in [row.batch_id for row in omneo.batches.list()]
