"""Gives a function the host name of its HTTP API as AWS writes it.

MiniStack puts its own address behind the API's id. A name that ends in a number is an IPv4 address to a URL parser, so
`<id>.execute-api.127.0.0.1` is no valid URL, and a function that makes a URL of its event refuses every request.
"""

from ministack.services import apigateway

from rewrite import rewrite


def apply() -> None:
    rewrite(
        apigateway,
        "_invoke_lambda_proxy",
        {"{api_id}.execute-api.{_HOST}": "{api_id}.execute-api.us-east-1.amazonaws.com"},
    )
