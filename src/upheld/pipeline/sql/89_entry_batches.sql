-- Entries that stand in a batch: among twenty that one pseudonym keyed within ten minutes. The
-- twentieth ends one, and it and the nineteen before it are in it. Those who keyed fewer in the whole
-- day are left out first (13_busy_days): nearly everybody.
SELECT b.unit_code, m.month_start, count(*) AS entries
FROM (
    SELECT
        n.unit_code,
        n.keyed_on,
        max(n.ends_a_batch) OVER (
            PARTITION BY n.recorded_by ORDER BY n.recorded_at, n.row_number
            ROWS BETWEEN CURRENT ROW AND 19 FOLLOWING
        ) AS in_a_batch
    FROM (
        SELECT
            a.unit_code,
            a.recorded_by,
            a.recorded_at,
            a.row_number,
            busy.keyed_on,
            CASE
                WHEN a.recorded_at <= INTERVAL 10 MINUTE + lag(a.recorded_at, 19) OVER (
                    PARTITION BY a.recorded_by ORDER BY a.recorded_at, a.row_number
                ) THEN 1
                ELSE 0
            END AS ends_a_batch
        FROM step.busy_days AS busy
        INNER JOIN step.bucket_actions AS a
            ON a.recorded_by = busy.recorded_by AND CAST(a.recorded_at AS DATE) = busy.keyed_on
    ) AS n
) AS b
INNER JOIN rule.complete_month AS m
    ON m.month_start = make_date(year(b.keyed_on), month(b.keyed_on), 1)
WHERE b.in_a_batch = 1
GROUP BY b.unit_code, m.month_start
