"""Signs the calls of a function with the name of its role, so that it can be seen who called.

MiniStack gives every function the keys of the account. It takes any key for its one account, but checks presigned
addresses, so that each of ours is told it as a session.
"""

from typing import TYPE_CHECKING, Any

from ministack.core import lambda_runtime
from ministack.core.arn import parse_arn
from ministack.services import lambda_svc, sts

if TYPE_CHECKING:
    from collections.abc import Callable


def apply() -> None:
    of_account: Callable[[dict[str, Any]], dict[str, str]] = lambda_runtime.execution_credentials

    def of_role(config: dict[str, Any]) -> dict[str, str]:
        given = of_account(config)
        role: str = config.get("Role", "").rsplit("/", 1)[-1]
        if not role:
            return given
        session = (
            f"arn:aws:sts::{parse_arn(config['FunctionArn']).account_id}:assumed-role/{role}/{config['FunctionName']}"
        )
        sts.register_session(role, {"Arn": session, "SecretAccessKey": given["AWS_SECRET_ACCESS_KEY"]})
        return {**given, "AWS_ACCESS_KEY_ID": role}

    lambda_runtime.execution_credentials = of_role
    lambda_svc.execution_credentials = of_role
