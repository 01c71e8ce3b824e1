-- Enhanced or standard at the end of the clock-start day, on what basis, and so the due date.
SELECT
    t.*,
    d.due_on
FROM (
    SELECT
        t.*,
        r.days_standard,
        r.days_enhanced,
        t.is_informed AND r.is_right_6 AS may_decline,
        CASE
            WHEN t.clock_start_on IS NULL THEN NULL
            WHEN p.eligible AND g.victim_number IS NOT NULL THEN 'both'
            WHEN p.eligible THEN 'recorded'
            WHEN g.victim_number IS NOT NULL THEN 'derived'
        END AS basis
    FROM step.triggers AS t
    INNER JOIN rule.rule AS r ON r.rule_number = t.rule_number
    LEFT JOIN step.derived AS g ON g.victim_number = t.victim_number AND g.code = r.code
    LEFT JOIN step.decisions AS p
        ON p.victim_number = t.victim_number
        AND p.decided_on <= t.clock_start_on
        AND (p.next_decided_on IS NULL OR p.next_decided_on > t.clock_start_on)
) AS t
LEFT JOIN step.due_dates AS d
    ON d.start_on = t.clock_start_on
    AND d.days = CASE WHEN t.basis IS NULL THEN t.days_standard ELSE t.days_enhanced END
