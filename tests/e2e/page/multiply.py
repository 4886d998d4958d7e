"""Fills a store with copies of what it has: multiply.py FILE COUNT. The store must not be open.

Copies differ in id and time; one a second, the newest of them now. Bodies are not copied.
"""
import sqlite3
import sys
import time

file, count = sys.argv[1], int(sys.argv[2])
database = sqlite3.connect(file)
columns = [row[1] for row in database.execute("PRAGMA table_info(exchange)")]
kept = [name for name in columns if name not in ("id", "started_at")]
known = [row[0] for row in database.execute("SELECT id FROM exchange ORDER BY id")]
now = int(time.time() * 1e6)
database.execute("CREATE TEMP TABLE copy (id INTEGER PRIMARY KEY, original INTEGER, at INTEGER)")
first = known[-1] + 1
database.executemany(
    "INSERT INTO copy VALUES (?, ?, ?)",
    (
        (first + i, known[i % len(known)], now - (count - i) * 1_000_000)
        for i in range(count - len(known))
    ),
)
names = ", ".join(kept)
database.execute(
    f"INSERT INTO exchange (id, started_at, {names}) SELECT copy.id, copy.at, {names}"
    " FROM copy JOIN exchange ON exchange.id = copy.original"
)
for table in ("exchange_detail", "finding"):
    rest = [
        row[1]
        for row in database.execute(f"PRAGMA table_info({table})")
        if row[1] != "exchange_id"
    ]
    names = ", ".join(rest)
    database.execute(
        f"INSERT INTO {table} (exchange_id, {names}) SELECT copy.id, {names}"
        f" FROM copy JOIN {table} ON {table}.exchange_id = copy.original"
    )
database.commit()
database.close()
