-- What is shown beside a share and not counted in it: excluded, open and unmeasurable duties.
SELECT
    s.subject_number,
    d.month_start,
    c.unit_code,
    c.borough_code,
    count(*) FILTER (d.status = 'excluded') AS excluded,
    count(*) FILTER (d.status = 'open') AS open,
    count(*) FILTER (d.status_lenient = 'excluded') AS excluded_lenient,
    count(*) FILTER (d.status_lenient = 'open') AS open_lenient,
    count(*) FILTER (d.status = 'unmeasurable') AS unmeasurable
FROM step.verdicts AS d
INNER JOIN rule.subject AS s ON s.rule_number = d.rule_number
INNER JOIN rule.complete_month AS m ON m.month_start = d.month_start
INNER JOIN step.crimes AS c ON c.crime_number = d.crime_number
WHERE d.status IN ('excluded', 'open', 'unmeasurable')
    OR d.status_lenient IN ('excluded', 'open')
GROUP BY s.subject_number, d.month_start, c.unit_code, c.borough_code
