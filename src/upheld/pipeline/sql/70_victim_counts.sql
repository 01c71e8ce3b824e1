-- One row a victim, subject (an entitlement or a whole Right) and month: how many duties were met
-- or done (`hit`), of how many that timeliness or coverage divides by (`due`), in both readings.
-- Few and narrow columns: with millions of groups their width is what takes the time.
SELECT
    CAST(d.victim_number AS INTEGER) AS victim_number,
    s.subject_number,
    d.month_start,
    count(*) FILTER (d.status IN ('met', 'done')) AS hit,
    count(*) FILTER (d.status IN ('met', 'done', 'late', 'overdue', 'not_recorded')) AS due,
    count(*) FILTER (d.status_lenient IN ('met', 'done')) AS hit_lenient,
    count(*) FILTER (d.status_lenient IN ('met', 'done', 'late', 'overdue', 'not_recorded'))
        AS due_lenient
FROM step.verdicts AS d
INNER JOIN rule.subject AS s ON s.rule_number = d.rule_number
INNER JOIN rule.complete_month AS m ON m.month_start = d.month_start
GROUP BY CAST(d.victim_number AS INTEGER), s.subject_number, d.month_start
