"""Batches of accounts and transfers: landed as intake records them, and what came of them."""

from __future__ import annotations

import base64
import csv
import gzip
import hashlib
import io
import json
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from account_balances import REPORT
from countingfloor import LANDING
from crc64 import crc64nvme

if TYPE_CHECKING:
    from countingfloor import CountingFloor

ACCOUNTS = "accountNumber,country,balance\n"
TRANSFERS = "date,fromAccountNumber,transferAmount,toAccountNumber\n"


def accounts(*rows: tuple[str, str, str]) -> bytes:
    """Give a file of accounts: number, country, balance."""
    return (ACCOUNTS + "".join(f"{number},{country},{balance}\n" for number, country, balance in rows)).encode()


def transfers(*rows: tuple[str, str, str]) -> bytes:
    """Give a file of transfers, a second apart: sender, amount, receiver."""
    lines = (
        f"2021-11-29T{at // 3600:02}:{at // 60 % 60:02}:{at % 60:02},{sender},{amount},{receiver}\n"
        for at, (sender, amount, receiver) in enumerate(rows)
    )
    return (TRANSFERS + "".join(lines)).encode()


@dataclass(frozen=True)
class BatchFloor:
    """The way from the two files of a batch to its balances."""

    floor: CountingFloor

    def land(self, batch: str, name: str, body: bytes) -> str:
        """Upload one file of a batch and record it, as intake does; gives the run that it joined or opened."""
        key = f"landing/account-balances/{batch}/{name}"
        told = base64.b64encode(crc64nvme(body).to_bytes(8, "big")).decode()
        s3 = self.floor.s3
        version = s3.put_object(Bucket=LANDING, Key=key, Body=body, ChecksumCRC64NVME=told)["VersionId"]
        listed = s3.list_object_versions(Bucket=LANDING, Prefix=key)["Versions"]
        role = name.partition(".")[0]
        source = {"role": role, "bucket": LANDING, "key": key, "versionId": version, "size": len(body)}
        lineage = hashlib.sha256(batch.encode()).hexdigest()
        run = {
            "jobType": "account-balances",
            "lineage": lineage,
            "batch": {
                "roles": list(REPORT.roles),
                "waitDays": 7,
                "newestFirst": [one["VersionId"] for one in listed if one["Key"] == key],
            },
            "sources": [{**source, "landedAt": datetime.now(timezone.utc).isoformat()}],
        }
        answer = self.floor.json("select record_run(:run::jsonb)::text", {"run": json.dumps(run)})
        return str(answer["runId"])

    def land_both(self, batch: str, accounts: bytes, transfers: bytes) -> str:
        """Upload both files of a batch, as gzip where they look so; gives their run."""
        suffixes = [".csv.gz" if body.startswith(b"\x1f\x8b") else ".csv" for body in (accounts, transfers)]
        self.land(batch, f"accounts{suffixes[0]}", accounts)
        return self.land(batch, f"transactions{suffixes[1]}", transfers)

    def replay(self, batch: str, accounts: bytes, transfers: bytes) -> str:
        """Upload both files and let a worker do the run; gives it."""
        run_id = self.land_both(batch, accounts, transfers)
        self.floor.work_off(REPORT)
        return run_id

    def balances(self, run_id: str) -> list[list[str]]:
        """Give number, country, opening, incoming, outgoing and final balance of every account, in order of place."""
        sql = (
            "select coalesce(jsonb_agg(jsonb_build_array(account_number, country, opening::text, incoming::text,"
            " outgoing::text, final::text) order by place), '[]')::text"
            " from account_balance where run_id = :run_id::uuid"
        )
        return list(self.floor.json(sql, {"run_id": run_id}))

    def finals(self, run_id: str) -> dict[str, str]:
        """Give the final balance of every account."""
        return {row[0]: row[5] for row in self.balances(run_id)}

    def rejections(self, run_id: str) -> dict[str, int]:
        """Give how many transfers were rejected for which reason, as the database has it."""
        sql = (
            "select coalesce(jsonb_object_agg(reason, count), '{}')::text"
            " from transfer_rejection where run_id = :run_id::uuid"
        )
        return dict(self.floor.json(sql, {"run_id": run_id}))

    def files(self, run_id: str, kind: str) -> list[dict[str, Any]]:
        """Give what the index tells of the files of one kind; none of a run without an index."""
        prefix = self.floor.run(run_id)["results_prefix"]
        if prefix is None:
            return []
        index = json.loads(self.floor.read_result(f"{prefix}index.json"))
        files = [file for file in index["files"] if file["kind"] == kind]
        first_row = 0
        for file in files:
            body = self.floor.read_result(file["key"])
            assert (len(body), hashlib.sha256(body).hexdigest()) == (file["bytes"], file["sha256"])
            assert file["firstRow"] == first_row
            first_row += file["rows"]
        return files

    def written(self, run_id: str, kind: str) -> list[list[str]]:
        """Give the rows of all CSV files of one kind, without their headers."""
        rows: list[list[str]] = []
        for file in self.files(run_id, kind):
            body = self.floor.read_result(file["key"])
            text = gzip.decompress(body) if file["key"].endswith(".gz") else body
            lines = list(csv.reader(io.StringIO(text.decode(), newline="")))[1:]
            assert len(lines) == file["rows"]
            rows += lines
        return rows

    def rejected(self, run_id: str) -> list[tuple[int, str]]:
        """Give line and reason of every rejected transfer, as they lie in S3."""
        return [(int(row[0]), row[1]) for row in self.written(run_id, "rejected-transfers")]
