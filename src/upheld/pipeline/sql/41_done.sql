-- When each duty was first done, in both readings, and when it was first refused.
-- For `informed`: strict needs a person reached about this event; lenient also takes what was sent
-- or left, and what names no event. Any other kind takes any delivery that names no other event.
SELECT
    victim_number,
    rule_number,
    event_number,
    min(CASE
        WHEN is_informed AND is_contact AND names_this THEN done_on
        WHEN NOT is_informed AND is_delivery THEN done_on
    END) AS done_on,
    min(CASE
        WHEN is_informed AND is_any_contact AND (names_this OR names_none) THEN done_on
        WHEN NOT is_informed AND is_delivery THEN done_on
    END) AS done_on_lenient,
    min(CASE WHEN is_declined AND (names_this OR names_none) THEN done_on END) AS declined_on,
    min(CASE WHEN is_withheld AND (names_this OR names_none) THEN done_on END) AS withheld_on
FROM (
    SELECT
        t.victim_number,
        t.rule_number,
        t.event_number,
        t.is_informed,
        a.done_on,
        a.is_contact,
        a.is_any_contact,
        a.is_delivery,
        a.is_declined,
        a.is_withheld,
        coalesce(a.about_event IS NOT NULL OR a.about_kind = t.event_kind, false) AS names_this,
        a.about_event IS NULL AND a.about_kind IS NULL AS names_none
    FROM step.triggers AS t
    INNER JOIN step.actions AS a
        ON a.crime_number = t.crime_number
        AND a.action_kind = t.action_kind
        AND (a.victim_number IS NULL OR a.victim_number = t.victim_number)
        -- Named by number, it is for that event alone; the report is no event that can be named.
        AND (a.about_event IS NULL OR a.about_event = t.event_number AND t.event_number > 0)
        AND a.done_on >= t.counts_from
) AS candidates
GROUP BY victim_number, rule_number, event_number
