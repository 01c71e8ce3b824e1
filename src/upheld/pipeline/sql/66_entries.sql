-- How many actions of this bucket's crimes were done and keyed on which days, by the unit that owns
-- the crime and the kind of action. An action without a time of entry has no day of keying. Counted
-- first of all: what follows then reads a tenth of the rows.
SELECT e.unit_code, e.action, e.done_on, e.keyed_on, e.entries, e.with_text
FROM (
    SELECT
        a.unit_code,
        a.action,
        a.done_on,
        CAST(a.recorded_at AS DATE) AS keyed_on,
        count(*) AS entries,
        count(a.text_digest) AS with_text
    FROM step.bucket_actions AS a
    GROUP BY a.unit_code, a.action, a.done_on, CAST(a.recorded_at AS DATE)
) AS e
CROSS JOIN rule.build AS b
WHERE e.done_on <= b.as_of
