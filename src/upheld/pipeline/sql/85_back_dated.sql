-- Duties that are met as claimed and not as keyed: no action that met them was keyed by the due
-- date. An action without a time of entry is taken at its word.
SELECT d.crime_number, d.victim_number, d.month_start, count(*) AS duties
FROM step.keyed_late AS d
LEFT JOIN (
    SELECT DISTINCT d.victim_number, d.rule_number, d.event_number, d.due_on
    FROM step.keyed_late AS d
    INNER JOIN rule.rule AS r ON r.rule_number = d.rule_number
    INNER JOIN (
        SELECT
            a.crime_number,
            k.action_kind,
            a.victim_id,
            a.about_event_id,
            ek.event_kind AS about_kind,
            a.result IN ('spoken', 'acknowledged', 'handed_over') AS is_contact,
            a.done_on,
            coalesce(CAST(a.recorded_at AS DATE), a.done_on) AS keyed_on
        FROM step.bucket_actions AS a
        INNER JOIN (SELECT DISTINCT crime_number FROM step.keyed_late) AS c
            ON c.crime_number = a.crime_number
        INNER JOIN rule.action_kind AS k ON k.action = a.action
        LEFT JOIN rule.event_kind AS ek ON ek.event = a.about
        WHERE a.result NOT IN ('attempted', 'message_left', 'declined', 'withheld')
    ) AS a
        ON a.crime_number = d.crime_number
        AND a.action_kind = r.action_kind
        AND a.done_on BETWEEN d.done_on AND d.due_on
        AND a.keyed_on <= d.due_on
    WHERE (a.victim_id IS NULL OR a.victim_id = d.victim_id)
        AND CASE
            WHEN r.days_standard IS NULL THEN a.is_contact
            WHEN r.is_informed
                THEN a.is_contact
                AND coalesce(a.about_event_id = d.event_id, a.about_kind = d.event_kind)
            ELSE coalesce(a.about_event_id = d.event_id, true)
        END
) AS proven
    ON proven.victim_number = d.victim_number
    AND proven.rule_number = d.rule_number
    AND proven.event_number = d.event_number
    AND proven.due_on = d.due_on
WHERE proven.victim_number IS NULL
GROUP BY d.crime_number, d.victim_number, d.month_start
