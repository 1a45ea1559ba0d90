"""What a profile is described by: communication, appearance, dates, and the shop's own."""

from __future__ import annotations

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict

from .base import DateInput, Many, Model

CommsChannel = Literal["email", "sms", "post", "push", "phone"]


class ProfileComms(Model):
    """What the member wants to hear, channel by channel. `null` counts as yes.

    Each flag's `…_raw` twin is kept as an extra field.
    """

    profile_id: str | None = None
    email_optout: bool | None = None
    push_optout: bool | None = None
    sms_optout: bool | None = None
    phone_optout: bool | None = None
    post_optout: bool | None = None
    email_bounced: bool | None = None
    push_bounced: bool | None = None
    sms_bounced: bool | None = None
    phone_bounced: bool | None = None
    post_bounced: bool | None = None
    sms_promo: bool | None = None
    push_promo: bool | None = None
    email_promo: bool | None = None
    phone_promo: bool | None = None
    post_promo: bool | None = None
    email_discover: bool | None = None
    email_benefits: bool | None = None
    email_reminders: bool | None = None
    email_account: bool | None = None
    email_bookings: bool | None = None
    email_feedback: bool | None = None
    email_location: bool | None = None
    email_service: bool | None = None
    sms_discover: bool | None = None
    sms_benefits: bool | None = None
    sms_reminders: bool | None = None
    sms_account: bool | None = None
    sms_bookings: bool | None = None
    sms_feedback: bool | None = None
    sms_location: bool | None = None
    sms_service: bool | None = None
    push_discover: bool | None = None
    push_benefits: bool | None = None
    push_reminders: bool | None = None
    push_account: bool | None = None
    push_bookings: bool | None = None
    push_feedback: bool | None = None
    push_location: bool | None = None
    push_service: bool | None = None
    phone_discover: bool | None = None
    phone_benefits: bool | None = None
    phone_reminders: bool | None = None
    phone_account: bool | None = None
    phone_bookings: bool | None = None
    phone_feedback: bool | None = None
    phone_location: bool | None = None
    phone_service: bool | None = None
    post_discover: bool | None = None
    post_benefits: bool | None = None
    post_reminders: bool | None = None
    post_account: bool | None = None
    post_bookings: bool | None = None
    post_feedback: bool | None = None
    post_location: bool | None = None
    post_service: bool | None = None
    email_verification: str | None = None
    sms_verification: str | None = None
    phone_verification: str | None = None
    post_verification: str | None = None
    terms_accepted_at: Any = None
    terms_accepted_version: Any = None
    created_at: str | None = None
    updated_at: str | None = None


class ProfileCommsInput(TypedDict, total=False):
    """What the member wants to hear from now on; what is left out stays."""

    email_optout: bool | None
    push_optout: bool | None
    sms_optout: bool | None
    phone_optout: bool | None
    post_optout: bool | None
    email_bounced: bool | None
    push_bounced: bool | None
    sms_bounced: bool | None
    phone_bounced: bool | None
    post_bounced: bool | None
    sms_promo: bool | None
    push_promo: bool | None
    email_promo: bool | None
    phone_promo: bool | None
    post_promo: bool | None
    email_discover: bool | None
    email_benefits: bool | None
    email_reminders: bool | None
    email_account: bool | None
    email_bookings: bool | None
    email_feedback: bool | None
    email_location: bool | None
    email_service: bool | None
    sms_discover: bool | None
    sms_benefits: bool | None
    sms_reminders: bool | None
    sms_account: bool | None
    sms_bookings: bool | None
    sms_feedback: bool | None
    sms_location: bool | None
    sms_service: bool | None
    push_discover: bool | None
    push_benefits: bool | None
    push_reminders: bool | None
    push_account: bool | None
    push_bookings: bool | None
    push_feedback: bool | None
    push_location: bool | None
    push_service: bool | None
    phone_discover: bool | None
    phone_benefits: bool | None
    phone_reminders: bool | None
    phone_account: bool | None
    phone_bookings: bool | None
    phone_feedback: bool | None
    phone_location: bool | None
    phone_service: bool | None
    post_discover: bool | None
    post_benefits: bool | None
    post_reminders: bool | None
    post_account: bool | None
    post_bookings: bool | None
    post_feedback: bool | None
    post_location: bool | None
    post_service: bool | None
    email_verification: Literal["sent", "not_sent"]
    sms_verification: Literal["sent", "not_sent"]
    phone_verification: Literal["sent", "not_sent"]
    post_verification: Literal["sent", "not_sent"]
    terms_accepted_at: bool | None
    terms_accepted_version: bool | None


class ProfileAppearance(Model):
    """Sizes, measurements and colours."""

    profile_id: str | None = None
    hair_colour: str | None = None
    hair_length: str | None = None
    shape_body: str | None = None
    shape_face: str | None = None
    size_cup: str | None = None
    size_hat: str | None = None
    size_formal_jacket: str | None = None
    size_formal_jacket_length: str | None = None
    size_formal_shirt: str | None = None
    size_formal_shirt_fit: str | None = None
    size_formal_trouser: str | None = None
    size_formal_trouser_drop: str | None = None
    size_formal_trouser_leg: str | None = None
    size_jacket: str | None = None
    size_pant: str | None = None
    size_shoe: str | None = None
    size_type_age: str | None = None
    size_type_region: str | None = None
    size_top: str | None = None
    size_gloves: str | None = None
    size_swimwear_top: str | None = None
    size_swimwear_bottom: str | None = None
    size_swimwear_cup: str | None = None
    size_dress: str | None = None
    skin_type: str | None = None
    measurement_arm: str | None = None
    measurement_arm_inside: str | None = None
    measurement_bust: str | None = None
    measurement_chest: str | None = None
    measurement_foot_length: str | None = None
    measurement_head: str | None = None
    measurement_height: str | None = None
    measurement_hip: str | None = None
    measurement_leg_inside: str | None = None
    measurement_leg_outside: str | None = None
    measurement_neck: str | None = None
    measurement_neck_to_wrist: str | None = None
    measurement_shoulders: str | None = None
    measurement_waist: str | None = None
    measurement_weight: str | None = None
    brow_colour: str | None = None
    eye_colour: str | None = None
    measurement_hand_right_thumb: str | None = None
    measurement_hand_right_index: str | None = None
    measurement_hand_right_middle: str | None = None
    measurement_hand_right_ring: str | None = None
    measurement_hand_right_pinky: str | None = None
    measurement_hand_left_thumb: str | None = None
    measurement_hand_left_index: str | None = None
    measurement_hand_left_middle: str | None = None
    measurement_hand_left_ring: str | None = None
    measurement_hand_left_pinky: str | None = None
    measurement_ear_helix: str | None = None
    measurement_ear_forward_helix: str | None = None
    measurement_ear_flat: str | None = None
    measurement_ear_conch: str | None = None
    measurement_ear_tragus: str | None = None
    measurement_ear_lobe: str | None = None
    created_at: str | None = None
    updated_at: str | None = None


class ProfileAppearanceInput(TypedDict, total=False):
    """What to change of a member's appearance; `None` clears."""

    hair_colour: str | None
    hair_length: str | None
    shape_body: str | None
    shape_face: str | None
    size_cup: str | None
    size_hat: str | None
    size_formal_jacket: str | None
    size_formal_jacket_length: str | None
    size_formal_shirt: str | None
    size_formal_shirt_fit: str | None
    size_formal_trouser: str | None
    size_formal_trouser_drop: str | None
    size_formal_trouser_leg: str | None
    size_jacket: str | None
    size_pant: str | None
    size_shoe: str | None
    size_type_age: str | None
    size_type_region: str | None
    size_top: str | None
    size_gloves: str | None
    size_swimwear_top: str | None
    size_swimwear_bottom: str | None
    size_swimwear_cup: str | None
    size_dress: str | None
    skin_type: str | None
    measurement_arm: str | None
    measurement_arm_inside: str | None
    measurement_bust: str | None
    measurement_chest: str | None
    measurement_foot_length: str | None
    measurement_head: str | None
    measurement_height: str | None
    measurement_hip: str | None
    measurement_leg_inside: str | None
    measurement_leg_outside: str | None
    measurement_neck: str | None
    measurement_neck_to_wrist: str | None
    measurement_shoulders: str | None
    measurement_waist: str | None
    measurement_weight: str | None
    brow_colour: str | None
    eye_colour: str | None
    measurement_hand_right_thumb: str | None
    measurement_hand_right_index: str | None
    measurement_hand_right_middle: str | None
    measurement_hand_right_ring: str | None
    measurement_hand_right_pinky: str | None
    measurement_hand_left_thumb: str | None
    measurement_hand_left_index: str | None
    measurement_hand_left_middle: str | None
    measurement_hand_left_ring: str | None
    measurement_hand_left_pinky: str | None
    measurement_ear_helix: str | None
    measurement_ear_forward_helix: str | None
    measurement_ear_flat: str | None
    measurement_ear_conch: str | None
    measurement_ear_tragus: str | None
    measurement_ear_lobe: str | None


class ProfileDateLink(Model):
    """Another profile that shares a date."""

    id: int | None = None
    attributes_date_id: int | None = None
    profile_id: str | None = None
    relationship: str | None = None
    role: str | None = None
    created_at: str | None = None
    updated_at: str | None = None


class ProfileDate(Model):
    """A date that matters to the member: a wedding, a child's birthday."""

    id: int
    profile_id: str | None = None
    type: str | None = None
    date: str | None = None
    is_recurring: bool | None = None
    recurring_schedule: str | None = None
    name: str | None = None
    handle: str | None = None
    relationship: str | None = None
    role: str | None = None
    description: str | None = None
    meta: Any = None
    note: str | None = None
    links: Many[ProfileDateLink] = []
    created_at: str | None = None
    updated_at: str | None = None


class ProfileDateInput(TypedDict):
    """A date that matters to the member."""

    type: NotRequired[str]
    date: DateInput
    is_recurring: NotRequired[bool]
    recurring_schedule: NotRequired[str]
    name: NotRequired[str]
    handle: NotRequired[str]
    relationship: NotRequired[str]
    role: NotRequired[str]
    description: NotRequired[str]
    meta: NotRequired[Any]
    note: NotRequired[str]
    links: NotRequired[list[dict[str, Any]]]


class CustomAttribute(Model):
    """A value of the shop's own on a profile."""

    id: int | None = None
    profile_id: str | None = None
    namespace: str
    handle: str
    type: str | None = None
    value: Any = None
    created_at: str | None = None
    updated_at: str | None = None


class CustomAttributeInput(TypedDict):
    """A value of the shop's own, with where it is filed."""

    namespace: str
    handle: str
    type: Literal["string", "integer", "float", "boolean", "json", "array"]
    value: str | int | float | bool | dict[str, Any] | list[Any]


class CustomAttributeUpdateInput(TypedDict, total=False):
    """A value of the shop's own; where it is filed is in the path."""

    namespace: str
    handle: str
    type: Literal["string", "integer", "float", "boolean", "json", "array"]
    value: str | int | float | bool | dict[str, Any] | list[Any]


class ProfileAttributes(Model):
    """The attributes that come with a profile."""

    comms: ProfileComms | None = None
    appearance: ProfileAppearance | None = None
    dates: Many[ProfileDate] = []
