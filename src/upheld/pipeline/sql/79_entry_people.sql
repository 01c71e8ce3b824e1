-- How many entries each pseudonym keyed for each unit in each month. Never leaves the build: what
-- goes into the edition is how many people keyed, and the largest number that one of them keyed.
SELECT e.unit_code, m.month_start, e.keyed_by, e.entries
FROM (
    SELECT
        a.unit_code,
        make_date(year(a.recorded_at), month(a.recorded_at), 1) AS month_start,
        a.recorded_by AS keyed_by,
        count(*) AS entries
    FROM step.bucket_actions AS a
    WHERE a.recorded_by IS NOT NULL
    GROUP BY a.unit_code, make_date(year(a.recorded_at), month(a.recorded_at), 1), a.recorded_by
) AS e
INNER JOIN rule.complete_month AS m ON m.month_start = e.month_start
