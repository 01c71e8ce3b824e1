-- What was reported or happened before the first Code that is loaded: no duty, but counted, once a
-- victim and report or event.
SELECT count(*) AS no_code
FROM (
    SELECT v.reported_on AS happened_on
    FROM step.victims AS v
    WHERE v.in_scope
    UNION ALL
    SELECT e.occurred_on AS happened_on
    FROM step.events AS e
    INNER JOIN step.victims AS v
        ON v.crime_number = e.crime_number
        AND (e.victim_number IS NULL OR e.victim_number = v.victim_number)
    WHERE v.in_scope
) AS triggers
CROSS JOIN rule.build AS b
LEFT JOIN rule.code AS c ON triggers.happened_on BETWEEN c.valid_from AND c.valid_to
WHERE triggers.happened_on <= b.as_of AND c.code IS NULL
