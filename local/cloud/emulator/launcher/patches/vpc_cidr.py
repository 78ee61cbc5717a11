"""Gives `Fn::GetAtt: [Vpc, CidrBlock]`.

MiniStack's VPC has no such attribute; CDK asks for it in the rules of the VPC's security groups.
"""

from resource_handlers import HANDLERS, Attributes, Properties


def apply() -> None:
    vpc = HANDLERS["AWS::EC2::VPC"]
    original = vpc["create"]

    def create(logical_id: str, properties: Properties, stack: str) -> tuple[str, Attributes]:
        physical_id, attributes = original(logical_id, properties, stack)
        return physical_id, {"CidrBlock": properties.get("CidrBlock"), **attributes}

    HANDLERS["AWS::EC2::VPC"] = {**vpc, "create": create}
