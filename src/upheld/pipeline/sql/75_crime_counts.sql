-- The same by crime, the unit of independence: one call settles several duties of several victims.
-- Where a crime has one victim, that victim's row is the crime's.
SELECT
    n.crime_number,
    n.line_number,
    n.month_number,
    n.hit,
    n.due,
    n.hit_lenient,
    n.due_lenient,
    CASE WHEN n.due > 0 AND n.hit = n.due THEN 1 ELSE 0 END AS victims_hit,
    CASE WHEN n.due > 0 THEN 1 ELSE 0 END AS victims_due,
    CASE WHEN n.due_lenient > 0 AND n.hit_lenient = n.due_lenient THEN 1 ELSE 0 END
        AS victims_hit_lenient,
    CASE WHEN n.due_lenient > 0 THEN 1 ELSE 0 END AS victims_due_lenient
FROM step.victim_counts AS n
INNER JOIN step.crime_places AS c ON c.crime_number = n.crime_number
WHERE c.has_one_victim
UNION ALL
SELECT
    n.crime_number,
    n.line_number,
    n.month_number,
    sum(n.hit) AS hit,
    sum(n.due) AS due,
    sum(n.hit_lenient) AS hit_lenient,
    sum(n.due_lenient) AS due_lenient,
    count(*) FILTER (n.due > 0 AND n.hit = n.due) AS victims_hit,
    count(*) FILTER (n.due > 0) AS victims_due,
    count(*) FILTER (n.due_lenient > 0 AND n.hit_lenient = n.due_lenient) AS victims_hit_lenient,
    count(*) FILTER (n.due_lenient > 0) AS victims_due_lenient
FROM step.victim_counts AS n
INNER JOIN step.crime_places AS c ON c.crime_number = n.crime_number
WHERE NOT c.has_one_victim
GROUP BY n.crime_number, n.line_number, n.month_number
