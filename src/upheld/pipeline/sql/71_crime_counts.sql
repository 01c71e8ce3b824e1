-- The same by crime, the unit of independence: one call settles several duties of several victims.
SELECT
    crime_number,
    subject_number,
    month_start,
    sum(hit) AS hit,
    sum(due) AS due,
    sum(CASE WHEN due > 0 AND hit = due THEN 1 ELSE 0 END) AS victims_hit,
    sum(CASE WHEN due > 0 THEN 1 ELSE 0 END) AS victims_due,
    sum(excluded) AS excluded,
    sum(open) AS open,
    sum(hit_lenient) AS hit_lenient,
    sum(due_lenient) AS due_lenient,
    sum(CASE WHEN due_lenient > 0 AND hit_lenient = due_lenient THEN 1 ELSE 0 END)
        AS victims_hit_lenient,
    sum(CASE WHEN due_lenient > 0 THEN 1 ELSE 0 END) AS victims_due_lenient,
    sum(excluded_lenient) AS excluded_lenient,
    sum(open_lenient) AS open_lenient,
    sum(unmeasurable) AS unmeasurable
FROM step.victim_counts
GROUP BY crime_number, subject_number, month_start
