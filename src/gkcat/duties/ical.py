"""Duties as a calendar file (RFC 5545): an all-day event each, for the liaison's own calendar.

The one rule: the same agenda gives the same bytes, and what is the same duty keeps its UID, so that a calendar that
takes the file in again moves events and does not double them.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta

from icalendar import Alarm, Calendar, Event

from gkcat.duties.agenda import told
from gkcat.duties.duty import Agenda, Duty, State

_EVE = timedelta(hours=-15)  # an all-day event begins at midnight: nine in the morning of the day before


def calendar(found: Agenda, name: str, duties: Iterable[Duty]) -> bytes:
    """A unit's duties; ``name`` is the calendar's. The stamp is the day asked for, never the clock."""
    made = Calendar()
    made.add("prodid", "-//gkcat//到期清单//ZH")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    for duty in duties:
        made.add_component(_event(found, duty))
    data: bytes = made.to_ical()
    return data


def _event(found: Agenda, duty: Duty) -> Event:
    item, disclosure, on = duty.entry.item, duty.disclosure, found.asked.on
    event = Event()
    event.add("uid", duty.uid)
    event.add("dtstamp", datetime.combine(on, time(), UTC))
    event.add("dtstart", duty.due)
    event.add("dtend", duty.due + timedelta(days=1))
    event.add("summary", f"{_verb(duty)}：{item.name}（{disclosure.stage}）")
    about = [f"事项编号：{duty.id}", f"公开内容：{'；'.join(disclosure.content)}", f"规定时限：{disclosure.deadline}"]
    about += [f"从何推算：{duty.cause}", f"公开方式：{'、'.join(disclosure.channel)}"]
    event.add("description", "\n".join([*about, f"截至 {on}：{told(duty, on)}"]))
    event.add("categories", [str(duty.state)])
    event.add("transp", "TRANSPARENT")
    if duty.state is not State.OVERDUE:
        event.add_component(_alarm(item.name))
    return event


def _verb(duty: Duty) -> str:
    return {State.OVERDUE: "已逾期", State.SHOWING: "公示期满"}.get(duty.state, "应公开")


def _alarm(name: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", f"明天到期：{name}")
    alarm.add("trigger", _EVE)
    return alarm
