-- How many rows each feed has of each day on which something happened, by unit, table and kind.
SELECT f.unit_code, f.feed, f.happened_on, f.found
FROM (
    SELECT c.unit_code, 'crimes' AS feed, c.reported_on AS happened_on, count(*) AS found
    FROM step.crimes AS c
    GROUP BY c.unit_code, c.reported_on
    UNION ALL
    SELECT e.unit_code, concat('events:', k.event) AS feed, e.happened_on, e.found
    FROM (
        SELECT c.unit_code, e.event_kind, e.occurred_on AS happened_on, count(*) AS found
        FROM step.events AS e
        INNER JOIN step.crimes AS c ON c.crime_number = e.crime_number
        GROUP BY c.unit_code, e.event_kind, e.occurred_on
    ) AS e
    INNER JOIN rule.event_kind AS k ON k.event_kind = e.event_kind
    UNION ALL
    SELECT unit_code, concat('actions:', action) AS feed, done_on AS happened_on,
        sum(entries) AS found
    FROM step.entries
    GROUP BY unit_code, action, done_on
    UNION ALL
    SELECT c.unit_code, 'priority_decisions' AS feed, d.decided_on AS happened_on, count(*) AS found
    FROM step.decisions AS d
    INNER JOIN step.victims AS v ON v.victim_number = d.victim_number
    INNER JOIN step.crimes AS c ON c.crime_number = v.crime_number
    GROUP BY c.unit_code, d.decided_on
) AS f
-- Only complete months are counted; a crime known by its month alone is in none.
INNER JOIN rule.complete_month AS m
    ON m.month_start = make_date(year(f.happened_on), month(f.happened_on), 1)
