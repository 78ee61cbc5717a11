"""Drives the endpoint through boto3, whose integers are exact. Prints what it got as JSON."""

import base64
import json
import sys

import boto3
from botocore.config import Config

data = boto3.client(
    "rds-data",
    endpoint_url=sys.argv[1],
    region_name="us-east-1",
    aws_access_key_id="test",
    aws_secret_access_key="test",  # noqa: S106 - the laptop cloud knows no secrets
    config=Config(retries={"total_max_attempts": 1}),
)
target = {"resourceArn": "arn:aws:rds:::c", "secretArn": "arn:aws:sm:::s", "database": "countinghouse"}
largest = 2**63 - 1

parameters = [
    {"name": "n", "value": {"longValue": largest}},
    {"name": "b", "value": {"blobValue": b"\x00\xff"}},
    {"name": "s", "value": {"stringValue": '"longValue": 12345678901234567890'}},
]
answer = data.execute_statement(**target, sql="select :n, :b, :s, :n::numeric", parameters=parameters)
[number, blob, text, numeric] = answer["records"][0]

try:
    data.execute_statement(**target, sql="select 1/0")
    error = None
except data.exceptions.DatabaseErrorException as caught:
    error = caught.response["Error"]

transaction = data.begin_transaction(**target)["transactionId"]
status = data.rollback_transaction(
    resourceArn=target["resourceArn"], secretArn=target["secretArn"], transactionId=transaction
)
print(  # noqa: T201 - the answer to the test that started this
    json.dumps(
        {
            "exact": number["longValue"] == largest,
            "blob": base64.b64encode(blob["blobValue"]).decode(),
            "text": text["stringValue"],
            "numeric": numeric["stringValue"],
            "error": error,
            "status": status["transactionStatus"],
        }
    )
)
