WITH looked_at AS (
    SELECT e.row_number, e.victim_id, e.occurred_at,
        CAST(e.occurred_at AS DATE) < CAST(c.reported_at AS DATE) AS too_early,
        e.victim_id IS NOT NULL AND v.victim_id IS NULL AS no_victim,
        v.crime_id <> e.crime_id AS other_victim
    FROM extract.events AS e
    JOIN extract.crimes AS c USING (crime_id)
    LEFT JOIN extract.victims AS v ON v.victim_id = e.victim_id
),
found AS (
    SELECT row_number, unnest([
        CASE WHEN too_early THEN {'column': 'occurred_at',
            'reason': 'before the day on which the crime was reported',
            'value': CAST(occurred_at AS VARCHAR)} END,
        CASE WHEN no_victim THEN {'column': 'victim_id',
            'reason': 'no such victim among the rows that are used', 'value': victim_id} END,
        CASE WHEN other_victim THEN {'column': 'victim_id',
            'reason': 'a victim of another crime', 'value': victim_id} END
    ]) AS f
    FROM looked_at
    WHERE too_early OR no_victim OR other_victim
)
SELECT row_number, f.column AS "column", f.reason AS reason, f.value AS "value"
FROM found WHERE f IS NOT NULL
