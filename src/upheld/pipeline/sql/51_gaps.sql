-- The time between one strict update and the next; the first gap begins on the report date.
SELECT
    starts.victim_number,
    starts.started_on,
    lead(starts.started_on) OVER (
        PARTITION BY starts.victim_number ORDER BY starts.started_on
    ) AS ended_on
FROM (
    SELECT v.victim_number, v.reported_on AS started_on
    FROM step.victims AS v
    CROSS JOIN rule.build AS b
    WHERE v.in_scope AND v.update_interval_days IS NOT NULL AND v.reported_on <= b.as_of
    UNION ALL
    SELECT u.victim_number, u.done_on AS started_on
    FROM step.updates AS u
    WHERE u.is_contact
) AS starts
