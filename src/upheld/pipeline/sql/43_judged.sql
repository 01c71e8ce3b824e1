-- The status of every duty that an event or the report started, in both readings.
SELECT
    j.crime_number,
    j.victim_number,
    j.rule_number,
    j.event_number,
    j.clock_start_on,
    CASE WHEN j.clock_start_on IS NOT NULL THEN j.basis IS NOT NULL END AS enhanced,
    j.basis,
    j.due_on,
    CASE WHEN j.clock_start_on IS NOT NULL THEN j.done_on END AS done_on,
    CASE
        WHEN j.clock_start_on IS NULL THEN 'unmeasurable'
        WHEN j.days_standard IS NULL AND j.done_on IS NOT NULL THEN 'done'
        WHEN j.done_on <= j.due_on THEN 'met'
        WHEN j.excluded_for IS NOT NULL THEN 'excluded'
        WHEN j.days_standard IS NULL THEN 'not_recorded'
        WHEN j.done_on IS NOT NULL THEN 'late'
        WHEN j.due_on < j.as_of THEN 'overdue'
        ELSE 'open'
    END AS status,
    CASE WHEN j.clock_start_on IS NOT NULL THEN j.done_on_lenient END AS done_on_lenient,
    CASE
        WHEN j.clock_start_on IS NULL THEN 'unmeasurable'
        WHEN j.days_standard IS NULL AND j.done_on_lenient IS NOT NULL THEN 'done'
        WHEN j.done_on_lenient <= j.due_on THEN 'met'
        WHEN j.excluded_for IS NOT NULL THEN 'excluded'
        WHEN j.days_standard IS NULL THEN 'not_recorded'
        WHEN j.done_on_lenient IS NOT NULL THEN 'late'
        WHEN j.due_on < j.as_of THEN 'overdue'
        ELSE 'open'
    END AS status_lenient,
    CASE
        WHEN j.clock_start_on IS NULL THEN NULL
        WHEN j.days_standard IS NULL AND j.done_on IS NOT NULL THEN NULL
        WHEN j.done_on <= j.due_on THEN NULL
        ELSE j.excluded_for
    END AS reason,
    CASE
        WHEN j.clock_start_on IS NULL THEN j.happened_on
        ELSE coalesce(j.due_on, j.clock_start_on)
    END AS month_of
FROM (
    SELECT
        c.*,
        b.as_of,
        d.done_on,
        d.done_on_lenient,
        CASE
            WHEN c.may_decline
                AND v.declined_updates_from <= b.as_of
                AND v.declined_updates_from <= coalesce(c.due_on, b.as_of)
                AND (
                    v.declined_updates_until IS NULL
                    OR v.declined_updates_until > coalesce(c.due_on, b.as_of)
                )
                THEN 'declined_updates'
            WHEN d.declined_on <= coalesce(c.due_on, b.as_of) THEN 'declined'
            WHEN d.withheld_on <= coalesce(c.due_on, b.as_of) THEN 'withheld'
        END AS excluded_for
    FROM step.clocks AS c
    LEFT JOIN step.done AS d
        ON d.victim_number = c.victim_number
        AND d.rule_number = c.rule_number
        AND d.event_number = c.event_number
    -- Only the few who declined updates at some time need to be looked up.
    LEFT JOIN (
        SELECT victim_number, declined_updates_from, declined_updates_until
        FROM step.victims
        WHERE declined_updates_from IS NOT NULL
    ) AS v ON v.victim_number = c.victim_number
    CROSS JOIN rule.build AS b
) AS j
