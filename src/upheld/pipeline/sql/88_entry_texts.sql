-- Texts that stand under many actions: by unit and month of keying, how many actions have each. The
-- digests never leave the build.
SELECT
    a.unit_code,
    m.month_start,
    a.text_digest,
    count(*) AS entries
FROM (
    SELECT a.unit_code, a.text_digest, CAST(a.recorded_at AS DATE) AS keyed_on
    FROM step.bucket_actions AS a
    INNER JOIN step.repeated_texts AS many ON many.text_digest = a.text_digest
) AS a
INNER JOIN rule.complete_month AS m
    ON m.month_start = make_date(year(a.keyed_on), month(a.keyed_on), 1)
GROUP BY a.unit_code, m.month_start, a.text_digest
