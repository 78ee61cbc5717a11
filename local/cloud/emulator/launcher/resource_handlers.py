"""MiniStack's table of CloudFormation resource handlers, with types."""

from collections.abc import Callable
from typing import Any, TypedDict

from ministack.services.cloudformation import provisioners

Properties = dict[str, Any]
Attributes = dict[str, Any]


class Handler(TypedDict, total=False):
    """How MiniStack makes, changes and removes one type of resource. `create` and `update` give the physical id and the
    attributes that Fn::GetAtt can name."""

    create: Callable[..., tuple[str, Attributes]]
    update: Callable[..., tuple[str, Attributes]]
    delete: Callable[..., Any]


HANDLERS: dict[str, Handler] = provisioners._RESOURCE_HANDLERS
