"""Appointments through the admin client: kinds, free times, booking, moving, those who wait."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from omneo_id_web import NotFound, SyncID, SyncOmneo, ValidationError
from omneo_id_web.models.appointment import AppointmentDefinition
from omneo_id_web.sandbox import Sandbox, seed
from omneo_id_web.sandbox.app import App
from omneo_id_web.transports.asgi import SyncASGITransport

ZONE = "Australia/Perth"


@pytest.fixture
def sandbox(sandbox: Sandbox) -> Sandbox:
    """The shop on a Sunday morning, the first of March 2026."""
    sandbox.advance(datetime(2026, 3, 1, tzinfo=UTC).timestamp() - sandbox.now())
    return sandbox


@pytest.fixture
def place(omneo: SyncOmneo) -> int:
    return omneo.locations.create(name="Perth", phone="1", timezone=ZONE).id


@pytest.fixture
def signed_in(sandbox: Sandbox) -> Iterator[Callable[[str], Any]]:
    """Makes a member's own tree."""
    transport = SyncASGITransport(App(sandbox))

    def tree(profile_id: str) -> Any:
        token, url = sandbox.mint(profile_id, seconds=10**9)[0], "http://localhost/id/api/v1"
        return SyncID("sandbox", token=token, transport=transport, base_url=url).profile

    yield tree
    transport.close()


def fitting(omneo: SyncOmneo, place: int, **changed: Any) -> AppointmentDefinition:
    """An hour's fitting, on Mondays from nine to noon, one at a time."""
    usual: dict[str, Any] = {
        "handle": "fitting",
        "name": "Fitting",
        "duration_minutes": 60,
        "booking_type": "instant",
        "max_concurrent_bookings": 1,
        "location_ids": [place],
        "normal_hours": [{"day_of_week": "MON", "available_from": "09:00", "available_until": "12:00"}],
    }
    return omneo.appointment_definitions.create({**usual, **changed})


def at(hour: str, kind: AppointmentDefinition, place: int, profile: str, **more: Any) -> dict[str, Any]:
    """A booking at an hour of Monday, the second of March."""
    end = datetime.fromisoformat(f"2026-03-02 {hour}:00") + timedelta(minutes=kind.duration_minutes or 60)
    return {
        "appointment_definition_id": kind.id,
        "profile_id": profile,
        "location_id": place,
        "scheduled_start_at": f"2026-03-02 {hour}:00",
        "scheduled_end_at": end.isoformat(" "),
        "timezone": ZONE,
        **more,
    }


def times(omneo: SyncOmneo, kind: AppointmentDefinition, place: int, **more: Any) -> list[str]:
    asked = {"location_id": place, "date": "2026-03-02", **more}
    return [slot.time for slot in omneo.appointment_definitions.available_slots(kind.id, asked).data.slots]


def refusal(call: Callable[[], object]) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        call()
    return list(refused.value.errors)


def test_a_kind_is_made_with_its_parts_and_changed_part_by_part(omneo: SyncOmneo, place: int, ada: str) -> None:
    kinds = omneo.appointment_definitions
    made = fitting(
        omneo,
        place,
        staff_ids=[ada],
        special_hours=[{"name": "Holiday", "start_at": "2026-03-09", "end_at": "2026-03-09"}],
        booking_questionnaire={"name": "Before you come", "questions": [{"mapping_key": "size", "is_required": True}]},
    )
    kind = kinds.get(made.id)
    assert [hour.available_from for hour in kind.normal_hours] == ["09:00"]
    assert (kind.locations[0].location_id, kind.staff[0].staff_id) == (place, ada)
    assert (kind.has_booking_questionnaire, kind.special_hours[0].is_closed) == (True, True)
    assert kinds.update(kind.id, name="Long fitting", duration_minutes=90).handle == "fitting"
    assert kinds.update(kind.id, normal_hours=[]).normal_hours == []

    tuesday = kinds.normal_hours.create(kind.id, day_of_week="TUE", available_from="10:00", available_until="12:00")
    assert kinds.normal_hours.update(kind.id, tuesday.id, available_until="13:00").available_until == "13:00"
    assert [hour.id for hour in kinds.normal_hours.list(kind.id)] == [tuesday.id]
    easter = kinds.special_hours.create(kind.id, name="Easter", start_at="2026-04-03", end_at="2026-04-06")
    assert kinds.special_hours.get(kind.id, easter.id).name == "Easter"
    assert kinds.special_hours.delete(kind.id, easter.id) is None
    # A place is changed by its own id, and read by that of its assignment.
    (assigned,) = list(kinds.locations.list(kind.id))
    assert kinds.locations.update(kind.id, place, is_active=False).is_active is False
    assert kinds.locations.get(kind.id, assigned.id).location_id == place
    (giver,) = list(kinds.staff.list(kind.id))
    assert kinds.staff.update(kind.id, giver.id, is_active=False).is_active is False
    questions = kinds.get_questions(kind.id)
    assert questions.questionnaire is not None
    assert (questions.questionnaire["name"], questions.questions[0]["mapping_key"]) == ("Before you come", "size")
    kinds.delete(kind.id)
    for gone in (lambda: kinds.get(kind.id), lambda: kinds.normal_hours.list(kind.id).page()):
        with pytest.raises(NotFound):
            gone()


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"duration_minutes": 0}, "duration_minutes"),
        ({"max_concurrent_bookings": 0}, "max_concurrent_bookings"),
        ({"location_ids": [999]}, "location_id"),
        ({"staff_ids": ["nobody"]}, "staff_id"),
        (
            {"normal_hours": [{"day_of_week": "MON", "available_from": "12:00", "available_until": "9:00"}]},
            "available_until",
        ),
        ({"handle": "taken"}, "handle"),
    ],
)
def test_a_kind_that_cannot_be_booked_is_refused(omneo: SyncOmneo, place: int, fields: Any, name: str) -> None:
    fitting(omneo, place, handle="taken")
    before = omneo.appointment_definitions.list().page().total
    assert refusal(lambda: fitting(omneo, place, **fields)) == [name]
    assert omneo.appointment_definitions.list().page().total == before


def test_what_is_booked_is_no_longer_free(omneo: SyncOmneo, place: int, ada: str, bea: str) -> None:
    kind = fitting(omneo, place, slot_interval_minutes=30)
    assert times(omneo, kind, place) == ["09:00", "09:30", "10:00", "10:30", "11:00"]
    booked = omneo.appointments.create(at("10:00", kind, place, ada))
    # Ten in Perth is two in UTC.
    assert (booked.status, booked.scheduled_start_at) == ("confirmed", "2026-03-02 02:00:00")
    assert booked.confirmed_at is not None
    assert times(omneo, kind, place) == ["09:00", "11:00"]
    assert refusal(lambda: omneo.appointments.create(at("10:30", kind, place, bea))) == ["scheduled_start_at"]
    cancelled = omneo.appointments.update(booked.id, status="cancelled")
    assert (cancelled.cancelled_at is not None, cancelled.cancelled_by is not None) == (True, True)
    assert omneo.appointments.create(at("10:30", kind, place, bea)).status == "confirmed"
    # What was cancelled takes its time back only if it is still free.
    assert refusal(lambda: omneo.appointments.update(booked.id, status="confirmed")) == ["scheduled_start_at"]


def test_a_slot_can_be_booked_as_it_was_told(omneo: SyncOmneo, place: int, ada: str) -> None:
    kind = fitting(omneo, place)
    told = omneo.appointment_definitions.available_slots(kind.id, location_id=place, date="2026-03-02")
    slot, zone = told.data.slots[-1], told.data.timezone
    assert (slot.label, slot.capacity_remaining, zone, told.meta["duration_minutes"]) == ("11:00 AM", 1, ZONE, 60)
    booked = omneo.appointments.create(
        appointment_definition_id=kind.id,
        profile_id=ada,
        location_id=place,
        scheduled_start_at=slot.start_at,
        scheduled_end_at=slot.end_at,
        timezone=str(zone),
    )
    assert booked.scheduled_start_at == "2026-03-02 03:00:00"


def test_a_range_of_days_is_told_at_once_up_to_a_month(omneo: SyncOmneo, place: int) -> None:
    kind = fitting(omneo, place, special_hours=[{"name": "X", "start_at": "2026-03-16", "end_at": "2026-03-16"}])
    ask = omneo.appointment_definitions.available_slots_range
    month = ask(kind.id, location_id=place, start_date="2026-03-01", end_date="2026-03-31")
    assert sorted({slot.start_at[:10] for slot in month.data}) == [
        "2026-03-02",
        "2026-03-09",
        "2026-03-23",
        "2026-03-30",
    ]
    assert month.meta["total"] == len(month.data) == 12
    down = ask(kind.id, location_id=place, start_date="2026-03-01", end_date="2026-03-31", sort="desc")
    assert [s.start_at for s in down.data] == [s.start_at for s in reversed(month.data)]
    for first, last in (("2026-03-01", "2026-04-01"), ("2026-03-02", "2026-03-01")):
        wrong = {"location_id": place, "start_date": first, "end_date": last}
        assert refusal(lambda wrong=wrong: ask(kind.id, wrong)) == ["end_date"]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("hour", "more", "name"),
    [
        ("08:30", {}, "scheduled_start_at"),
        ("11:30", {}, "scheduled_start_at"),
        ("10:00", {"scheduled_start_at": "2026-02-23 10:00:00"}, "scheduled_start_at"),
        ("10:00", {"scheduled_end_at": "2026-03-02 09:00:00"}, "scheduled_end_at"),
        ("10:00", {"timezone": "Perth"}, "timezone"),
        ("10:00", {"location_id": 1}, "location_id"),
        ("10:00", {"profile_id": "nobody"}, "profile_id"),
        ("10:00", {"appointment_definition_id": 999}, "appointment_definition_id"),
        ("10:00", {"transaction": {"external_id": "T-none"}}, "transaction"),
        ("10:00", {"assigned_staff_id": "nobody"}, "assigned_staff_id"),
    ],
)
def test_what_cannot_be_booked_says_why(
    omneo: SyncOmneo, place: int, ada: str, hour: str, more: Any, name: str
) -> None:
    kind = fitting(omneo, place)
    assert refusal(lambda: omneo.appointments.create({**at(hour, kind, place, ada), **more})) == [name]
    assert omneo.appointments.list().page().total == 0


def test_lead_time_advance_and_buffers_are_kept(
    omneo: SyncOmneo, sandbox: Sandbox, place: int, ada: str, bea: str
) -> None:
    kind = fitting(omneo, place, min_lead_minutes=24 * 60, buffer_after_minutes=30, slot_interval_minutes=30)
    assert times(omneo, kind, place) == ["09:00", "09:30", "10:00", "10:30", "11:00"]
    sandbox.advance(2 * 3600)
    assert times(omneo, kind, place) == ["10:00", "10:30", "11:00"]
    omneo.appointment_definitions.update(kind.id, min_lead_minutes=0)
    omneo.appointments.create(at("09:00", kind, place, ada))
    assert times(omneo, kind, place) == ["10:30", "11:00"]
    assert refusal(lambda: omneo.appointments.create(at("10:00", kind, place, bea))) == ["scheduled_start_at"]
    omneo.appointment_definitions.update(kind.id, max_advance_days=0)
    assert times(omneo, kind, place) == []


def test_several_may_come_at_once_but_nobody_twice(omneo: SyncOmneo, place: int, ada: str, bea: str) -> None:
    kind = fitting(omneo, place, max_concurrent_bookings=2)
    omneo.appointments.create(at("09:00", kind, place, ada))
    assert refusal(lambda: omneo.appointments.create(at("09:00", kind, place, ada))) == ["scheduled_start_at"]
    omneo.appointments.create(at("09:00", kind, place, bea))
    assert times(omneo, kind, place) == ["10:00", "11:00"]
    other = fitting(omneo, place, handle="other", max_concurrent_bookings=None)
    assert refusal(lambda: omneo.appointments.create(at("09:00", other, place, ada))) == ["scheduled_start_at"]


def test_staff_are_booked_one_by_one(omneo: SyncOmneo, place: int, ada: str, bea: str, sandbox: Sandbox) -> None:
    staff = [str(seed.member(sandbox, {"first_name": name, "email": f"{name}@example.com"})["id"]) for name in "xy"]
    kind = fitting(omneo, place, requires_staff=True, staff_ids=staff, max_concurrent_bookings=None)
    late = {"available_from": "11:00", "available_until": "17:00"}
    omneo.profile(staff[1]).normal_hours.create({"day_of_week": "MON", **late})
    assert times(omneo, kind, place, staff_id=staff[1]) == ["11:00"]
    first = omneo.appointments.create(at("11:00", kind, place, ada))
    assert first.assigned_staff_id == staff[0]
    second = omneo.appointments.create(at("11:00", kind, place, bea))
    assert (second.assigned_staff_id, second.assigned_staff and second.assigned_staff.first_name) == (staff[1], "y")
    assert times(omneo, kind, place) == ["09:00", "10:00"]
    third = str(seed.member(sandbox, {"email": "c@example.com"})["id"])
    assert refusal(lambda: omneo.appointments.create(at("11:00", kind, place, third))) == ["scheduled_start_at"]
    chosen = at("11:00", kind, place, third, assigned_staff_id=staff[0])
    assert refusal(lambda: omneo.appointments.create(chosen)) == ["assigned_staff_id"]

    ask = omneo.appointment_definitions.available_staff
    told = {member.id: member.has_available_slots for member in ask(kind.id, location_id=place, date="2026-03-02").data}
    assert told == {staff[0]: True, staff[1]: False}
    free = ask(kind.id, location_id=place, date="2026-03-02", available_only=True)
    assert [member.id for member in free.data] == staff[:1]
    omneo.appointment_definitions.update(kind.id, customer_must_select_staff=True)
    assert refusal(lambda: omneo.appointments.create(at("09:00", kind, place, third))) == ["assigned_staff_id"]
    plain = fitting(omneo, place, handle="plain")
    assert refusal(lambda: ask(plain.id, location_id=place, date="2026-03-02")) == ["requires_staff"]


def test_an_appointment_is_moved_and_goes_through_its_states(omneo: SyncOmneo, place: int, ada: str) -> None:
    kind = fitting(omneo, place, booking_type="approval_required")
    made = omneo.appointments.create(at("09:00", kind, place, ada), notes="By the window")
    assert (made.status, made.confirmed_at) == ("requested", None)
    confirmed = omneo.appointments.update(made.id, status="confirmed")
    assert (confirmed.confirmed_at, confirmed.approved_by) == (confirmed.approved_at, "sandbox")
    moved = omneo.appointments.update(
        made.id, scheduled_start_at="2026-03-02 10:00:00", scheduled_end_at="2026-03-02 11:00:00"
    )
    assert (moved.scheduled_start_at, moved.notes) == ("2026-03-02 02:00:00", "By the window")
    assert times(omneo, kind, place) == ["09:00", "11:00"]
    for status in ("arrived", "completed"):
        assert getattr(omneo.appointments.update(made.id, {"status": status}), f"{status}_at") is not None
    assert [each.id for each in omneo.appointments.list(filter={"status": "completed"})] == [made.id]
    omneo.appointments.delete(made.id)
    with pytest.raises(NotFound):
        omneo.appointments.get(made.id)


def test_a_sale_is_attached_and_detached(omneo: SyncOmneo, sandbox: Sandbox, place: int, bea: str) -> None:
    buyer = str(seed.member(sandbox, {"email": "buyer@example.com", "transactions": 1})["id"])
    (sale,) = list(omneo.profile(buyer).transactions.list())
    kind = fitting(omneo, place)
    made = omneo.appointments.create(
        at("09:00", kind, place, buyer, transaction={"external_id": str(sale.external_id)})
    )
    assert (made.transaction_id, (made.transaction or {})["id"]) == (sale.id, sale.id)
    assert omneo.appointments.update(made.id, notes="x").transaction_id == sale.id
    assert omneo.appointments.update(made.id, transaction=None).transaction_id is None


def test_questions_must_be_answered(omneo: SyncOmneo, place: int, ada: str) -> None:
    form: Any = {
        "questions": [{"mapping_key": "size", "is_required": True}],
        "pages": [{"title": "More", "questions": [{"mapping_key": "colour"}]}],
    }
    kind = fitting(omneo, place, booking_questionnaire=form)
    assert refusal(lambda: omneo.appointments.create(at("09:00", kind, place, ada))) == ["answers"]
    answers: Any = [{"questionnaire_question_id": 1, "value": "12"}, {"questionnaire_question_id": 2, "value": "ink"}]
    made = omneo.appointments.create(at("09:00", kind, place, ada, answers=answers))
    assert [(answer.mapping_key, answer.value) for answer in made.answers] == [("size", "12"), ("colour", "ink")]
    wrong = [{"questionnaire_question_id": 9, "value": "x"}]
    assert refusal(lambda: omneo.appointments.create(at("10:00", kind, place, ada, answers=wrong))) == ["answers"]


def test_profiles_and_lists_are_linked_once(omneo: SyncOmneo, place: int, ada: str, bea: str) -> None:
    wishes = omneo.profile(bea).lists.create(name="Wedding")
    made = omneo.appointments.create(at("09:00", fitting(omneo, place), place, ada))
    for _ in range(2):
        linked = omneo.appointments.link(made.id, type="list", id=wishes.id)
    linked = omneo.appointments.link(made.id, type="profile", id=bea)
    assert [(each.type, each.target_id) for each in linked.links] == [("list", wishes.id), ("profile", bea)]
    assert linked.links[0].linkable == {"id": wishes.id, "name": "Wedding", "handle": wishes.handle, "profile_id": bea}
    assert "links" not in omneo.call("GET", f"/appointments/{made.id}")["data"]
    omneo.appointments.unlink(made.id, type="list", id=wishes.id)
    assert len(omneo.appointments.link(made.id, type="profile", id=bea).links) == 1
    assert refusal(lambda: omneo.appointments.link(made.id, type="list", id=999)) == ["id"]


def test_a_member_books_what_members_may_and_only_cancels(
    omneo: SyncOmneo, place: int, ada: str, bea: str, signed_in: Callable[[str], Any]
) -> None:
    kind = fitting(
        omneo, place, booking_type="approval_required", visibility_condition={"==": [{"var": "first_name"}, "Ada"]}
    )
    hidden = fitting(omneo, place, handle="staff-only", allow_customer_booking=False)
    walk_in = fitting(omneo, place, handle="walk-in", booking_type="walk_in_only")
    me, other = signed_in(ada), signed_in(bea)
    assert kind.id in [each.id for each in me.appointments.list_visible_definitions(page_size=50)]
    assert kind.id not in [each.id for each in other.appointments.list_visible_definitions(page_size=50)]
    wanted = {name: value for name, value in at("09:00", kind, place, ada).items() if name != "profile_id"}
    # A member cannot confirm what the shop is to approve.
    mine = me.appointments.create({**wanted, "status": "confirmed"})
    assert mine.status == "requested"
    for closed in (hidden, walk_in):
        refused = {
            **wanted,
            "appointment_definition_id": closed.id,
            "scheduled_start_at": "2026-03-02 10:00:00",
            "scheduled_end_at": "2026-03-02 11:00:00",
        }
        assert refusal(lambda refused=refused: me.appointments.create(refused)) == ["appointment_definition_id"]  # type: ignore[misc]
    assert refusal(lambda: other.appointments.create(wanted)) == ["appointment_definition_id"]
    assert refusal(lambda: me.appointments.update(mine.id, status="confirmed")) == ["status"]
    with pytest.raises(NotFound):
        other.appointments.update(mine.id, status="cancelled")
    assert me.appointments.update(mine.id, status="cancelled").cancelled_by == ada


def test_those_who_wait_are_called_and_served(omneo: SyncOmneo, place: int, ada: str) -> None:
    kind = fitting(omneo, place, allow_queue=True)
    queue = omneo.appointment_queues
    walk_in = queue.create(appointment_definition_id=kind.id, location_id=place)
    member = queue.create(appointment_definition_id=kind.id, location_id=place, profile_id=ada)
    assert (walk_in.status, walk_in.profile, member.profile and member.profile.first_name) == ("waiting", None, "Ada")
    assert queue.update(walk_in.id, status="called", staff_id=ada).staff is not None
    assert queue.update(walk_in.id, status="served").status == "served"
    assert refusal(lambda: queue.update(walk_in.id, status="waiting")) == ["status"]
    assert [each.id for each in queue.list(filter={"status": "waiting"})] == [member.id]
    queue.delete(member.id)
    with pytest.raises(NotFound):
        queue.get(member.id)
    none = fitting(omneo, place, handle="no-queue")
    assert refusal(lambda: queue.create(appointment_definition_id=none.id, location_id=place)) == [
        "appointment_definition_id"
    ]


def test_a_waitlist_is_fulfilled_by_an_appointment(omneo: SyncOmneo, place: int, ada: str) -> None:
    kind = fitting(omneo, place, allow_waitlist=True)
    waiting = omneo.appointment_waitlists.create(
        appointment_definition_id=kind.id, profile_id=ada, location_id=place, desired_start_at="2026-03-02 01:00:00"
    )
    booked = omneo.appointments.create(at("09:00", kind, place, ada))
    update = omneo.appointment_waitlists.update
    assert refusal(lambda: update(waiting.id, status="fulfilled", appointment_id=999)) == ["appointment_id"]
    assert update(waiting.id, status="fulfilled", appointment_id=booked.id).appointment_id == booked.id
    assert refusal(lambda: update(waiting.id, status="active")) == ["status"]
