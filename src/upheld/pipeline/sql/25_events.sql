-- What happened, in numbers and days. An event that names a victim of no such crime concerns nobody.
SELECT
    row_number() OVER (ORDER BY e.event_id) AS event_number,
    e.event_id,
    c.crime_number,
    v.victim_number,
    k.event_kind,
    CAST(e.occurred_at AS DATE) AS occurred_on,
    CAST(e.received_at AS DATE) AS received_on
FROM extract.events AS e
INNER JOIN step.crimes AS c ON c.crime_id = e.crime_id
INNER JOIN rule.event_kind AS k ON k.event = e.event
LEFT JOIN step.victims AS v ON v.victim_id = e.victim_id AND v.crime_number = c.crime_number
WHERE e.victim_id IS NULL OR v.victim_number IS NOT NULL
