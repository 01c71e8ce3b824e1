-- How many entries were keyed on each day, and how many days after what they are about: of actions,
-- and of events. A court event is held to the day on which the Witness Care Unit was told. More than
-- 28 days are taken together as 29, any day before as -1; where no time of entry is known, the day is
-- that of what was done and the lag is empty.
SELECT
    e.unit_code,
    e.of,
    e.day,
    CASE WHEN e.lag > 28 THEN 29 WHEN e.lag < 0 THEN -1 ELSE e.lag END AS lag,
    sum(e.entries) AS entries,
    sum(e.with_text) AS with_text
FROM (
    SELECT
        unit_code,
        'actions' AS of,
        coalesce(keyed_on, done_on) AS day,
        date_diff('day', done_on, keyed_on) AS lag,
        entries,
        CASE WHEN keyed_on IS NOT NULL THEN with_text ELSE 0 END AS with_text
    FROM step.entries
    UNION ALL
    SELECT
        c.unit_code,
        'events' AS of,
        coalesce(e.keyed_on, e.known_on) AS day,
        date_diff('day', e.known_on, e.keyed_on) AS lag,
        count(*) AS entries,
        0 AS with_text
    FROM (
        SELECT
            crime_id,
            CAST(recorded_at AS DATE) AS keyed_on,
            CAST(coalesce(received_at, occurred_at) AS DATE) AS known_on
        FROM extract.events
    ) AS e
    INNER JOIN step.crimes AS c ON c.crime_id = e.crime_id
    GROUP BY c.unit_code, e.known_on, e.keyed_on
) AS e
INNER JOIN rule.complete_month AS m ON m.month_start = make_date(year(e.day), month(e.day), 1)
GROUP BY
    e.unit_code, e.of, e.day,
    CASE WHEN e.lag > 28 THEN 29 WHEN e.lag < 0 THEN -1 ELSE e.lag END
