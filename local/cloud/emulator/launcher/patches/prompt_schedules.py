"""Starts schedules within a second of their time.

MiniStack looks for due schedules every ten seconds, which is most of the period of a schedule that runs each minute.
"""

from ministack.services import eventbridge, scheduler

TICK_SECONDS = 1


def apply() -> None:
    scheduler._SCHEDULE_TICK_INTERVAL = TICK_SECONDS
    eventbridge._SCHEDULER_TICK_INTERVAL = TICK_SECONDS
