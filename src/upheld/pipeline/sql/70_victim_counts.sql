-- One row a victim, subject (an entitlement or a whole Right) and month: how many duties came to
-- what, in both readings. `hit` is met or done; `due` is everything that timeliness or coverage
-- divides by.
SELECT
    d.crime_number,
    d.victim_number,
    s.subject_number,
    d.month_start,
    count(*) FILTER (d.status IN ('met', 'done')) AS hit,
    count(*) FILTER (d.status IN ('met', 'done', 'late', 'overdue', 'not_recorded')) AS due,
    count(*) FILTER (d.status = 'excluded') AS excluded,
    count(*) FILTER (d.status = 'open') AS open,
    count(*) FILTER (d.status_lenient IN ('met', 'done')) AS hit_lenient,
    count(*) FILTER (d.status_lenient IN ('met', 'done', 'late', 'overdue', 'not_recorded'))
        AS due_lenient,
    count(*) FILTER (d.status_lenient = 'excluded') AS excluded_lenient,
    count(*) FILTER (d.status_lenient = 'open') AS open_lenient,
    count(*) FILTER (d.status = 'unmeasurable') AS unmeasurable
FROM step.verdicts AS d
INNER JOIN rule.subject AS s ON s.rule_number = d.rule_number
INNER JOIN rule.complete_month AS m ON m.month_start = d.month_start
GROUP BY d.crime_number, d.victim_number, s.subject_number, d.month_start
