"""Refuses a message delay that SQS refuses.

MiniStack takes any DelaySeconds; SQS takes 0 to 900, so a watchdog that asks for an hour would work here
and fail there.
"""

from ministack.services import sqs

from rewrite import rewrite

MOST_SECONDS = 900


def checked_delay(delay: object) -> int:
    """The delay as a number; SQS's own error when it is out of range."""
    seconds = int(str(delay))
    if not 0 <= seconds <= MOST_SECONDS:
        raise sqs._Err(
            "InvalidParameterValue",
            f"Value {seconds} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.",
        )
    return seconds


def apply() -> None:
    rewrite(
        sqs,
        "_act_send_message",
        {"delay = int(_delay)": "delay = _checked_delay(_delay)"},
        _checked_delay=checked_delay,
    )
