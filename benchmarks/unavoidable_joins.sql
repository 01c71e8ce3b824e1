-- What no way of computing duties can do without, written by hand: for every victim whom an event
-- concerns, the earliest action about it; for every victim, the earliest action of each kind that
-- the report starts; for every victim who asked for updates, the days on which one was given.
-- No due dates, no Enhanced Rights, no refusals, no verdicts, no order: the floor to measure against.
CREATE OR REPLACE TABLE unavoidable AS
SELECT
    c.crime_id, v.victim_id, e.event AS what, e.event_id, CAST(NULL AS DATE) AS day,
    c.unit_code, c.borough_code, c.offence_group, v.sex, v.ethnicity,
    min(CAST(a.done_at AS DATE)) FILTER (a.result IN ('spoken', 'acknowledged', 'handed_over'))
        AS strict,
    min(CAST(a.done_at AS DATE)) FILTER (a.result IN (
        'spoken', 'acknowledged', 'handed_over', 'sent', 'message_left')) AS lenient
FROM extract.events AS e
INNER JOIN extract.crimes AS c ON c.crime_id = e.crime_id
INNER JOIN extract.victims AS v
    ON v.crime_id = e.crime_id AND (e.victim_id IS NULL OR e.victim_id = v.victim_id)
LEFT JOIN extract.actions AS a
    ON a.crime_id = e.crime_id AND a.action = 'informed'
    AND (a.about_event_id IS NULL OR a.about_event_id = e.event_id)
    AND (a.victim_id IS NULL OR a.victim_id = v.victim_id)
    AND a.done_at >= CAST(e.occurred_at AS DATE)
GROUP BY ALL
UNION ALL
SELECT
    c.crime_id, v.victim_id, k.action AS what, NULL AS event_id, NULL AS day,
    c.unit_code, c.borough_code, c.offence_group, v.sex, v.ethnicity,
    min(CAST(a.done_at AS DATE)), min(CAST(a.done_at AS DATE))
FROM extract.victims AS v
INNER JOIN extract.crimes AS c ON c.crime_id = v.crime_id
CROSS JOIN (VALUES ('written_confirmation'), ('leaflet_given'), ('needs_assessment'), ('referral'))
    AS k (action)
LEFT JOIN extract.actions AS a
    ON a.crime_id = v.crime_id AND a.action = k.action
    AND (a.victim_id IS NULL OR a.victim_id = v.victim_id)
    AND a.done_at >= CAST(c.reported_at AS DATE)
GROUP BY ALL
UNION ALL
SELECT DISTINCT
    c.crime_id, v.victim_id, 'update' AS what, NULL AS event_id, CAST(a.done_at AS DATE) AS day,
    c.unit_code, c.borough_code, c.offence_group, v.sex, v.ethnicity, NULL, NULL
FROM extract.victims AS v
INNER JOIN extract.crimes AS c ON c.crime_id = v.crime_id
INNER JOIN extract.actions AS a
    ON a.crime_id = v.crime_id AND a.action = 'informed'
    AND (a.victim_id IS NULL OR a.victim_id = v.victim_id)
    AND a.done_at > c.reported_at
WHERE v.update_interval_days IS NOT NULL
