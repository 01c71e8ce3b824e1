-- The status of every routine update, in both readings.
SELECT
    v.crime_number,
    v.victim_number,
    g.rule_number,
    g.started_on AS clock_start_on,
    g.due_on,
    g.ended_on AS done_on,
    CASE
        WHEN g.ended_on <= g.due_on THEN 'met'
        WHEN g.declined THEN 'excluded'
        WHEN g.ended_on IS NOT NULL THEN 'late'
        WHEN v.closed_on <= g.due_on THEN 'excluded'
        WHEN g.due_on < b.as_of THEN 'overdue'
        ELSE 'open'
    END AS status,
    coalesce(l.done_on, g.ended_on) AS done_on_lenient,
    l.done_on IS NOT NULL AS met_lenient,
    CASE
        WHEN g.ended_on <= g.due_on THEN NULL
        WHEN g.declined THEN 'declined_updates'
        WHEN g.ended_on IS NOT NULL THEN NULL
        WHEN v.closed_on <= g.due_on THEN 'closed'
    END AS reason
FROM (
    SELECT
        gaps.*,
        o.rule_number,
        gaps.started_on + v.update_interval_days AS due_on,
        coalesce(
            v.declined_updates_from <= b.as_of
            AND v.declined_updates_from <= gaps.started_on + v.update_interval_days
            AND (
                v.declined_updates_until IS NULL
                OR v.declined_updates_until > gaps.started_on + v.update_interval_days
            ),
            false
        ) AS declined
    FROM step.gaps AS gaps
    INNER JOIN step.victims AS v ON v.victim_number = gaps.victim_number
    INNER JOIN rule.owed AS o
        ON o.trigger_kind = -1 AND o.victim_kind = v.kind
        AND v.reported_on BETWEEN o.valid_from AND o.valid_to
    CROSS JOIN rule.build AS b
    WHERE v.closed_on IS NULL OR gaps.started_on < v.closed_on
) AS g
INNER JOIN step.victims AS v ON v.victim_number = g.victim_number
CROSS JOIN rule.build AS b
LEFT JOIN (
    SELECT gaps.victim_number, gaps.started_on, min(u.done_on) AS done_on
    FROM step.gaps AS gaps
    INNER JOIN step.victims AS v ON v.victim_number = gaps.victim_number
    INNER JOIN step.updates AS u
        ON u.victim_number = gaps.victim_number
        AND u.done_on > gaps.started_on
        AND u.done_on <= gaps.started_on + v.update_interval_days
        AND (gaps.ended_on IS NULL OR u.done_on <= gaps.ended_on)
    GROUP BY gaps.victim_number, gaps.started_on
) AS l ON l.victim_number = g.victim_number AND l.started_on = g.started_on
