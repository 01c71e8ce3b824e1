-- Routine updates given to victims who asked to be updated every N days: one row a victim and day,
-- with whether a person was reached that day.
SELECT
    v.victim_number,
    a.done_on,
    bool_or(a.is_contact) AS is_contact
FROM step.victims AS v
INNER JOIN step.actions AS a
    ON a.crime_number = v.crime_number
    AND (a.victim_number IS NULL OR a.victim_number = v.victim_number)
    AND a.done_on > v.reported_on
    AND (v.closed_on IS NULL OR a.done_on <= v.closed_on)
INNER JOIN rule.action_kind AS k ON k.action_kind = a.action_kind AND k.action = 'informed'
WHERE v.in_scope AND v.update_interval_days IS NOT NULL AND a.is_any_contact
GROUP BY v.victim_number, a.done_on
