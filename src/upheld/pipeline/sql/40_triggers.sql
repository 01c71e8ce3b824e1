-- Who is owed what: each victim in scope, for the report and for each event that concerns them,
-- under the Code in force on the day. No row where the event or its clock lies after the as-of
-- date. The report is event 0, of kind 0.
SELECT
    v.crime_number,
    v.victim_number,
    o.rule_number,
    o.action_kind,
    o.is_informed,
    0 AS event_number,
    0 AS event_kind,
    v.reported_on AS happened_on,
    v.reported_on AS counts_from,
    v.reported_on AS clock_start_on
FROM step.victims AS v
INNER JOIN rule.owed AS o
    ON o.trigger_kind = 0 AND o.victim_kind = v.kind
    AND v.reported_on BETWEEN o.valid_from AND o.valid_to
CROSS JOIN rule.build AS b
WHERE v.in_scope AND v.reported_on <= b.as_of
UNION ALL
SELECT
    v.crime_number,
    v.victim_number,
    o.rule_number,
    o.action_kind,
    o.is_informed,
    e.event_number,
    e.event_kind,
    e.occurred_on AS happened_on,
    CASE
        WHEN o.counts_from_report THEN coalesce(v.reported_on, e.occurred_on)
        ELSE e.occurred_on
    END AS counts_from,
    CASE WHEN o.is_received_clock THEN e.received_on ELSE e.occurred_on END AS clock_start_on
FROM step.events AS e
INNER JOIN step.victims AS v
    ON v.crime_number = e.crime_number
    AND (e.victim_number IS NULL OR e.victim_number = v.victim_number)
INNER JOIN rule.owed AS o
    ON o.trigger_kind = e.event_kind AND o.victim_kind = v.kind
    AND e.occurred_on BETWEEN o.valid_from AND o.valid_to
CROSS JOIN rule.build AS b
WHERE v.in_scope
    AND e.occurred_on <= b.as_of
    AND (NOT o.is_received_clock OR e.received_on IS NULL OR e.received_on <= b.as_of)
