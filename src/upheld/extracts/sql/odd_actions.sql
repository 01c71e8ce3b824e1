-- Channel and result are at odds where the one cannot have led to the other: nobody is spoken
-- to in a letter, nothing is handed over by telephone, nothing is sent in person, and a message
-- is left only where somebody calls.
WITH looked_at AS (
    SELECT a.row_number, a.victim_id, a.about_event_id, a.done_at, a.channel, a.result,
        -- Midnight is a date without a time: then the dates are compared.
        CASE WHEN date_trunc('day', a.done_at) = a.done_at
                OR date_trunc('day', a.recorded_at) = a.recorded_at
            THEN CAST(a.done_at AS DATE) > CAST(a.recorded_at AS DATE)
            ELSE a.done_at > a.recorded_at END AS too_late,
        a.about_event_id IS NOT NULL AND e.event_id IS NULL AS no_event,
        e.crime_id <> a.crime_id AS other_crime,
        e.victim_id <> a.victim_id AS other_victims_event,
        a.victim_id IS NOT NULL AND v.victim_id IS NULL AS no_victim,
        v.crime_id <> a.crime_id AS other_victim,
        CASE a.result
            WHEN 'spoken' THEN a.channel IN ('email', 'letter', 'text_message', 'portal')
            WHEN 'handed_over' THEN
                a.channel IN ('telephone', 'video', 'email', 'text_message', 'portal')
            WHEN 'sent' THEN a.channel IN ('in_person', 'telephone', 'video')
            WHEN 'message_left' THEN a.channel NOT IN ('telephone', 'video')
        END AS at_odds
    FROM extract.actions AS a
    LEFT JOIN extract.events AS e ON e.event_id = a.about_event_id
    LEFT JOIN extract.victims AS v ON v.victim_id = a.victim_id
),
found AS (
    SELECT row_number, unnest([
        CASE WHEN too_late THEN {'column': 'done_at', 'reason': 'after it was recorded',
            'value': CAST(done_at AS VARCHAR)} END,
        CASE WHEN no_event THEN {'column': 'about_event_id',
            'reason': 'no such event among the rows that are used', 'value': about_event_id} END,
        CASE WHEN other_crime THEN {'column': 'about_event_id',
            'reason': 'an event of another crime', 'value': about_event_id} END,
        CASE WHEN other_victims_event THEN {'column': 'about_event_id',
            'reason': 'an event of another victim', 'value': about_event_id} END,
        CASE WHEN no_victim THEN {'column': 'victim_id',
            'reason': 'no such victim among the rows that are used', 'value': victim_id} END,
        CASE WHEN other_victim THEN {'column': 'victim_id',
            'reason': 'a victim of another crime', 'value': victim_id} END,
        CASE WHEN at_odds THEN {'column': 'result', 'reason': 'at odds with the channel',
            'value': result || ' by ' || channel} END
    ]) AS f
    FROM looked_at
    WHERE too_late OR no_event OR other_crime OR other_victims_event OR no_victim
        OR other_victim OR at_odds
)
SELECT row_number, f.column AS "column", f.reason AS reason, f.value AS "value"
FROM found WHERE f IS NOT NULL
