-- The decision that stood at the end of each day on which one was made, until the next such day.
SELECT
    victim_number,
    decided_on,
    lead(decided_on) OVER (PARTITION BY victim_number ORDER BY decided_on) AS next_decided_on,
    decision = 'eligible' AS eligible
FROM (
    SELECT
        v.victim_number,
        CAST(d.decided_at AS DATE) AS decided_on,
        d.decision,
        row_number() OVER (
            PARTITION BY v.victim_number, CAST(d.decided_at AS DATE)
            ORDER BY d.decided_at DESC, d.row_number DESC
        ) AS from_last
    FROM extract.priority_decisions AS d
    INNER JOIN step.victims AS v ON v.victim_id = d.victim_id
) AS each_day
WHERE from_last = 1
