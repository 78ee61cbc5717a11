"""Accepts alarms on metric expressions.

MiniStack refuses `Metrics` in an alarm. No alarm is evaluated on a laptop, so the alarm is made on the first plain
metric of the expression; what goes to AWS is untouched.
"""

from typing import TYPE_CHECKING, Any

from resource_handlers import HANDLERS, Attributes, Properties

if TYPE_CHECKING:
    from collections.abc import Callable


def on_first_metric(properties: Properties) -> Properties:
    """The alarm's properties with `Metrics` replaced by the first metric in it."""
    if not properties.get("Metrics"):
        return properties
    statistic = next(entry["MetricStat"] for entry in properties["Metrics"] if entry.get("MetricStat"))
    plain = {name: value for name, value in properties.items() if name != "Metrics"}
    return {
        **plain,
        **statistic["Metric"],
        "Period": statistic.get("Period", 300),
        "Statistic": statistic.get("Stat", "Sum"),
    }


def apply() -> None:
    alarm = HANDLERS["AWS::CloudWatch::Alarm"]
    create_original = alarm["create"]
    update_original: Callable[..., tuple[str, Attributes]] | None = alarm.get("update")

    def create(logical_id: str, properties: Properties, stack: str) -> tuple[str, Attributes]:
        return create_original(logical_id, on_first_metric(properties), stack)

    patched = {**alarm, "create": create}
    if update_original is not None:

        def update(
            physical_id: str, old: Properties, new: Properties, *rest: Any, **named: Any
        ) -> tuple[str, Attributes]:
            return update_original(physical_id, on_first_metric(old), on_first_metric(new), *rest, **named)

        patched["update"] = update
    HANDLERS["AWS::CloudWatch::Alarm"] = patched  # type: ignore[assignment]
