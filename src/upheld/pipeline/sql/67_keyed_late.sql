-- Duties of Right 6 that are met as claimed, where what met them was keyed after the due date: those
-- that change if an action counts only from the day on which it was keyed. Another entry may still
-- prove them in time (85_back_dated).
SELECT DISTINCT
    d.crime_number,
    d.victim_number,
    v.victim_id,
    d.rule_number,
    d.event_number,
    e.event_id,
    e.event_kind,
    d.done_on,
    d.due_on,
    d.month_start
FROM (
    SELECT
        a.crime_number,
        k.action_kind,
        a.victim_id,
        a.about_event_id,
        ek.event_kind AS about_kind,
        a.result IN ('spoken', 'acknowledged', 'handed_over') AS is_contact,
        a.done_on,
        CAST(a.recorded_at AS DATE) AS keyed_on
    FROM step.bucket_actions AS a
    INNER JOIN rule.action_kind AS k ON k.action = a.action
    INNER JOIN (SELECT DISTINCT action_kind FROM rule.rule WHERE is_right_6) AS r
        ON r.action_kind = k.action_kind
    LEFT JOIN rule.event_kind AS ek ON ek.event = a.about
    WHERE CAST(a.recorded_at AS DATE) > a.done_on
        AND a.result NOT IN ('attempted', 'message_left', 'declined', 'withheld')
) AS a
INNER JOIN step.verdicts AS d
    ON d.crime_number = a.crime_number
    AND d.done_on = a.done_on
    AND d.due_on < a.keyed_on
    AND d.status = 'met'
INNER JOIN rule.complete_month AS m ON m.month_start = d.month_start
INNER JOIN rule.rule AS r
    ON r.rule_number = d.rule_number AND r.is_right_6 AND r.action_kind = a.action_kind
INNER JOIN step.victims AS v ON v.victim_number = d.victim_number
LEFT JOIN step.events AS e ON e.event_number = d.event_number
WHERE (a.victim_id IS NULL OR a.victim_id = v.victim_id)
    -- A routine update has no number of days, and may be about anything.
    AND CASE
        WHEN r.days_standard IS NULL THEN a.is_contact
        WHEN r.is_informed
            THEN a.is_contact AND coalesce(a.about_event_id = e.event_id, a.about_kind = e.event_kind)
        ELSE coalesce(a.about_event_id = e.event_id, true)
    END
