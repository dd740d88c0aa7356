"""Writes a wide-ish table of N rows with DuckDB, and times what reading it once costs DuckDB itself.

Prints one JSON line: {"rows": …, "bytes": …, "summarize_s": …, "scan_s": …}. The columns are of the
kinds that a person's table has: an id, a time, numbers, whole numbers, categories, missing values,
and a target that depends on some of them.
"""

import json
import os
import sys
import time

import duckdb

rows, path = int(sys.argv[1]), sys.argv[2]
db = duckdb.connect()
db.execute("SET threads TO 2; SELECT setseed(0.7)")
if not os.path.exists(path):
    db.execute(
        f"""
        COPY (
          SELECT i AS customer_id,
            TIMESTAMP '2023-01-01' + INTERVAL (i * 63072000 // {rows}) SECOND AS seen_at,
            ['north', 'south', 'east', 'west'][1 + (random() * 4)::INT % 4] AS region,
            'plan ' || (random() * random() * 40)::INT AS plan,
            ln(1 + random() * 90) AS months,
            monthly,
            calls,
            (random() * 100000)::BIGINT AS meters,
            random() < 0.3 AS paperless,
            random() AS noise_1, random() AS noise_2,
            (random() < 0.1 + 0.2 * (calls > 8)::INT + 0.1 * coalesce(monthly > 70, false)::INT)::INT AS churned
          FROM (
            SELECT i, (random() * 12)::INT AS calls,
              CASE WHEN random() > 0.07 THEN 20 + 80 * random() END AS monthly
            FROM range({rows}) t(i)
          )
        ) TO '{path}' (FORMAT parquet)
        """
    )


def seconds(sql):
    began = time.perf_counter()
    db.execute(sql).fetchall()
    return time.perf_counter() - began


scan = "SELECT " + ", ".join(
    f'count("{name}"), min("{name}"), max("{name}")'
    for (name, *_) in db.execute(f"DESCRIBE SELECT * FROM '{path}'").fetchall()
)
print(
    json.dumps(
        {
            "rows": rows,
            "bytes": os.path.getsize(path),
            "scan_s": seconds(f"{scan} FROM '{path}'"),
            "summarize_s": seconds(f"SUMMARIZE SELECT * FROM '{path}'"),
        }
    )
)
