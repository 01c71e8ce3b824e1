-- Every duty with its verdict, still in numbers: what the figures count and the duties are written
-- from.
SELECT
    crime_number, victim_number, rule_number, event_number, clock_start_on, enhanced, basis, due_on,
    done_on, status, done_on_lenient, status_lenient, reason,
    make_date(year(month_of), month(month_of), 1) AS month_start
FROM step.judged
UNION ALL
SELECT
    crime_number, victim_number, rule_number, 0 AS event_number, clock_start_on, NULL AS enhanced,
    NULL AS basis, due_on, done_on, status, done_on_lenient,
    CASE WHEN met_lenient THEN 'met' ELSE status END AS status_lenient,
    reason,
    make_date(year(due_on), month(due_on), 1) AS month_start
FROM step.routine
