-- Texts that stand under many actions: by unit and month of keying, how many actions have each. The
-- digests never leave the build.
SELECT
    c.unit_code,
    m.month_start,
    a.text_digest,
    count(*) AS entries
FROM (
    SELECT a.crime_id, a.text_digest, CAST(a.recorded_at AS DATE) AS keyed_on
    FROM extract.actions AS a
    INNER JOIN step.repeated_texts AS many ON many.text_digest = a.text_digest
) AS a
INNER JOIN step.crimes AS c ON c.crime_id = a.crime_id
INNER JOIN rule.complete_month AS m
    ON m.month_start = make_date(year(a.keyed_on), month(a.keyed_on), 1)
GROUP BY c.unit_code, m.month_start, a.text_digest
