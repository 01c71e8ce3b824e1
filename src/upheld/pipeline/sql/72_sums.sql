-- Sums over crimes for each place, subject and month, with the sums of squares that intervals need.
SELECT
    n.subject_number,
    n.month_start,
    c.unit_code,
    c.borough_code,
    sum(n.hit) AS hit,
    sum(n.due) AS due,
    sum(n.hit * n.hit) AS hit_hit,
    sum(n.hit * n.due) AS hit_due,
    sum(n.due * n.due) AS due_due,
    count(*) FILTER (n.due > 0) AS crimes,
    sum(n.hit_lenient) AS hit_lenient,
    sum(n.due_lenient) AS due_lenient,
    sum(n.hit_lenient * n.hit_lenient) AS hit_hit_lenient,
    sum(n.hit_lenient * n.due_lenient) AS hit_due_lenient,
    sum(n.due_lenient * n.due_lenient) AS due_due_lenient,
    count(*) FILTER (n.due_lenient > 0) AS crimes_lenient,
    sum(n.victims_hit) AS victims_hit,
    sum(n.victims_due) AS victims_due,
    sum(n.victims_hit * n.victims_hit) AS victims_hit_hit,
    sum(n.victims_hit * n.victims_due) AS victims_hit_due,
    sum(n.victims_due * n.victims_due) AS victims_due_due,
    sum(n.victims_hit_lenient) AS victims_hit_lenient,
    sum(n.victims_due_lenient) AS victims_due_lenient,
    sum(n.victims_hit_lenient * n.victims_hit_lenient) AS victims_hit_hit_lenient,
    sum(n.victims_hit_lenient * n.victims_due_lenient) AS victims_hit_due_lenient,
    sum(n.victims_due_lenient * n.victims_due_lenient) AS victims_due_due_lenient
FROM step.crime_counts AS n
INNER JOIN step.crimes AS c ON c.crime_number = n.crime_number
GROUP BY n.subject_number, n.month_start, c.unit_code, c.borough_code
