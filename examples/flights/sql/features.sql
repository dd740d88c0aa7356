-- What is known of a flight one hour before its scheduled departure.
--
-- Every value is as it was known at asked_at: weather observed by then, departures and landings
-- that had happened by then. So the features of a flight do not change when later data arrives.
-- What happened is counted in steps (10 minutes at an airport, an hour for a carrier or a
-- destination), and a step is known when it is over. Moments are UTC. One row for every flight.
WITH asked AS (
  SELECT *,
    timezone('America/New_York', timezone('UTC', scheduled)) AS local_time,
    time_bucket(INTERVAL 10 MINUTES, asked_at) AS step,
    date_trunc('hour', asked_at) AS hour_step
  FROM flights
),
at_origin AS (
  SELECT origin, step,
    sum(delay) OVER recent / nullif(sum(departed) OVER recent, 0) AS delay,
    sum(due) OVER recent - sum(departed) OVER recent AS waiting
  FROM (
    SELECT origin, step, sum(delay) AS delay, sum(departed) AS departed, sum(due) AS due
    FROM (
      SELECT origin, time_bucket(INTERVAL 10 MINUTES, departed) + INTERVAL 10 MINUTES AS step,
        dep_delay AS delay, 1 AS departed, 0 AS due
      FROM flights WHERE departed IS NOT NULL
      UNION ALL
      SELECT origin, time_bucket(INTERVAL 10 MINUTES, scheduled) + INTERVAL 10 MINUTES, 0, 0, 1
      FROM flights
      UNION ALL
      SELECT origin, step, 0, 0, 0 FROM asked
    )
    GROUP BY ALL
  )
  WINDOW recent AS (PARTITION BY origin ORDER BY step
    RANGE BETWEEN INTERVAL 170 MINUTES PRECEDING AND CURRENT ROW)
),
of_carrier AS (
  SELECT carrier, step, sum(delay) OVER recent / nullif(sum(departed) OVER recent, 0) AS delay
  FROM (
    SELECT carrier, step, sum(delay) AS delay, sum(departed) AS departed
    FROM (
      SELECT carrier, date_trunc('hour', departed) + INTERVAL 1 HOUR AS step,
        dep_delay AS delay, 1 AS departed
      FROM flights WHERE departed IS NOT NULL
      UNION ALL
      SELECT carrier, hour_step, 0, 0 FROM asked
    )
    GROUP BY ALL
  )
  WINDOW recent AS (PARTITION BY carrier ORDER BY step
    RANGE BETWEEN INTERVAL 23 HOURS PRECEDING AND CURRENT ROW)
),
to_dest AS (
  SELECT dest, step, sum(delay) OVER recent / nullif(sum(landed) OVER recent, 0) AS delay
  FROM (
    SELECT dest, step, sum(delay) AS delay, sum(landed) AS landed
    FROM (
      SELECT dest, date_trunc('hour', arrived) + INTERVAL 1 HOUR AS step,
        arr_delay AS delay, 1 AS landed
      FROM flights WHERE arrived IS NOT NULL
      UNION ALL
      SELECT dest, hour_step, 0, 0 FROM asked
    )
    GROUP BY ALL
  )
  WINDOW recent AS (PARTITION BY dest ORDER BY step
    RANGE BETWEEN INTERVAL 23 HOURS PRECEDING AND CURRENT ROW)
),
landed AS (
  SELECT tailnum, arrived, arr_delay FROM flights
  WHERE arrived IS NOT NULL AND tailnum IS NOT NULL
)
SELECT
  f.flight_key,
  f.scheduled,
  f.asked_at,
  f.late,
  f.carrier,
  f.origin,
  f.dest,
  f.distance,
  hour(f.local_time) * 60 + minute(f.local_time) AS minute_of_day,
  isodow(f.local_time) AS weekday,
  year(f.scheduled) - p.built AS plane_age,
  p.seats AS plane_seats,
  w.temp,
  w.humid,
  w.wind_speed,
  w.precip,
  w.pressure,
  w.visib,
  o.delay AS origin_delay,
  o.waiting::DOUBLE AS origin_waiting,
  c.delay AS carrier_delay,
  d.delay AS dest_delay,
  CASE WHEN f.asked_at - l.arrived < INTERVAL 12 HOURS THEN l.arr_delay END AS plane_delay
FROM asked f
JOIN at_origin o ON o.origin = f.origin AND o.step = f.step
JOIN of_carrier c ON c.carrier = f.carrier AND c.step = f.hour_step
JOIN to_dest d ON d.dest = f.dest AND d.step = f.hour_step
ASOF LEFT JOIN weather w ON w.origin = f.origin AND w.observed <= f.asked_at
ASOF LEFT JOIN landed l ON l.tailnum = f.tailnum AND l.arrived <= f.asked_at
LEFT JOIN planes p ON p.tailnum = f.tailnum
ORDER BY f.scheduled, f.flight_key
