-- The same by crime, the unit of independence: one call settles several duties of several victims.
SELECT
    CAST(v.crime_number AS INTEGER) AS crime_number,
    n.subject_number,
    n.month_start,
    sum(n.hit) AS hit,
    sum(n.due) AS due,
    sum(n.hit_lenient) AS hit_lenient,
    sum(n.due_lenient) AS due_lenient,
    count(*) FILTER (n.due > 0 AND n.hit = n.due) AS victims_hit,
    count(*) FILTER (n.due > 0) AS victims_due,
    count(*) FILTER (n.due_lenient > 0 AND n.hit_lenient = n.due_lenient) AS victims_hit_lenient,
    count(*) FILTER (n.due_lenient > 0) AS victims_due_lenient
FROM step.victim_counts AS n
INNER JOIN step.victims AS v ON v.victim_number = n.victim_number
GROUP BY CAST(v.crime_number AS INTEGER), n.subject_number, n.month_start
