-- What was done by the as-of date, with what each result can count for. An event that is named but
-- not known is event 0: about something, and about nothing that started a duty.
SELECT
    a.crime_number,
    v.victim_number,
    a.action_kind,
    CASE WHEN a.about_event_id IS NOT NULL THEN coalesce(e.event_number, 0) END AS about_event,
    a.about_kind,
    a.done_on,
    a.result IN ('spoken', 'acknowledged', 'handed_over') AS is_contact,
    a.result IN ('spoken', 'acknowledged', 'handed_over', 'sent', 'message_left') AS is_any_contact,
    a.result NOT IN ('attempted', 'message_left', 'declined', 'withheld') AS is_delivery,
    a.result = 'declined' AS is_declined,
    a.result = 'withheld' AND a.reason IS NOT NULL AS is_withheld
FROM (
    SELECT
        a.crime_number,
        a.victim_id,
        k.action_kind,
        a.about_event_id,
        ek.event_kind AS about_kind,
        a.done_on,
        a.result,
        a.reason
    FROM step.bucket_actions AS a
    INNER JOIN rule.action_kind AS k ON k.action = a.action
    LEFT JOIN rule.event_kind AS ek ON ek.event = a.about
    CROSS JOIN rule.build AS b
    WHERE a.done_on <= b.as_of
) AS a
LEFT JOIN step.victims AS v ON v.victim_id = a.victim_id AND v.crime_number = a.crime_number
LEFT JOIN step.events AS e
    ON e.event_id = a.about_event_id AND e.crime_number = a.crime_number
WHERE a.victim_id IS NULL OR v.victim_number IS NOT NULL
