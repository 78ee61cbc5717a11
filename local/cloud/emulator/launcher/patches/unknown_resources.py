"""Accepts resource types that MiniStack does not know.

MiniStack refuses a whole change set with "Unrecognized resource types" for any type it has no handler for. These types
have no effect that anything on a laptop could observe (firewall rules, budgets, log queries, …), so they are accepted
and do nothing.
"""

from resource_handlers import HANDLERS, Attributes, Handler, Properties

TYPES = (
    "AWS::ApiGatewayV2::VpcLink",
    "AWS::Budgets::Budget",
    "AWS::CloudWatch::CompositeAlarm",
    "AWS::EC2::EIP",
    "AWS::EC2::FlowLog",
    "AWS::EC2::NatGateway",
    "AWS::EC2::SecurityGroupEgress",
    "AWS::EC2::SecurityGroupIngress",
    "AWS::Events::Archive",
    "AWS::Events::EventBusPolicy",
    "AWS::Glue::SecurityConfiguration",
    "AWS::Logs::QueryDefinition",
    "AWS::RDS::DBProxy",
    "AWS::RDS::DBProxyTargetGroup",
    "AWS::SecretsManager::ResourcePolicy",
    "AWS::SecretsManager::RotationSchedule",
    "AWS::WAFv2::WebACLAssociation",
    "AWS::XRay::Group",
)


def accepting(resource_type: str) -> Handler:
    """A handler that gives a steady physical id and touches nothing."""
    kind = resource_type.rsplit("::", 1)[-1].lower()

    def create(logical_id: str, _properties: Properties, stack: str) -> tuple[str, Attributes]:
        return f"{stack}-{logical_id}", {"Id": f"{kind}-{logical_id}"}

    def update(physical_id: str, *_: object, **__: object) -> tuple[str, Attributes]:
        return physical_id, {}

    def delete(*_: object) -> None:
        return None

    return {"create": create, "update": update, "delete": delete}


def apply() -> None:
    for resource_type in TYPES:
        HANDLERS.setdefault(resource_type, accepting(resource_type))
