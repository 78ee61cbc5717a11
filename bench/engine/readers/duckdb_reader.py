"""DuckDB. Usage: duckdb_reader.py FILE ANSWER VARIANT.

A reader leaves out columns that no result needs; the latest timestamp of each branch makes this one parse them all.
"""

import sys

import duckdb
from answer import write_answer

file, answer, variant = sys.argv[1:]
has_bad_rows = variant == "bad-rows"
COLUMNS = "{'timestamp': 'TIMESTAMP', 'branch_code': 'VARCHAR', 'amount': 'DECIMAL(17,2)'}"
# Without store_rejects, a value that is not of its type is an error.
rejects = ", store_rejects = true, rejects_limit = 0" if has_bad_rows else ""

connection = duckdb.connect()
rows = connection.execute(
    f"""
    select branch_code, count(*), min(amount), max(amount), sum(amount), max("timestamp")
    from read_csv(?, header = true, delim = ',', quote = '"', columns = {COLUMNS}{rejects})
    group by branch_code
    """,  # noqa: S608 - made of this file's own words
    [file],
).fetchall()
rejected = 0
if has_bad_rows:
    found = connection.execute("select count(distinct line) from reject_errors").fetchone()
    rejected = found[0] if found else 0
write_answer(answer, [row[:5] for row in rows], rejected)
