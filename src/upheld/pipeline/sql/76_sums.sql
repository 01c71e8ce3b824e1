-- Sums over crimes for each place, measure, slice and month, with the sums of squares that intervals
-- need. Crimes that count alike are taken together first, with how many they are (`crimes`). The
-- offence group is told apart only where the measure is broken down by it.
SELECT
    l.measure_number,
    l.slice_number,
    n.month_number,
    n.place_number,
    sum(n.crimes * n.hit) AS hit,
    sum(n.crimes * n.due) AS due,
    sum(n.crimes * n.hit * n.hit) AS hit_hit,
    sum(n.crimes * n.hit * n.due) AS hit_due,
    sum(n.crimes * n.due * n.due) AS due_due,
    sum(n.crimes) FILTER (n.due > 0) AS crimes,
    sum(n.crimes * n.hit_lenient) AS hit_lenient,
    sum(n.crimes * n.due_lenient) AS due_lenient,
    sum(n.crimes * n.hit_lenient * n.hit_lenient) AS hit_hit_lenient,
    sum(n.crimes * n.hit_lenient * n.due_lenient) AS hit_due_lenient,
    sum(n.crimes * n.due_lenient * n.due_lenient) AS due_due_lenient,
    sum(n.crimes) FILTER (n.due_lenient > 0) AS crimes_lenient,
    sum(n.crimes * n.victims_hit) AS victims_hit,
    sum(n.crimes * n.victims_due) AS victims_due,
    sum(n.crimes * n.victims_hit * n.victims_hit) AS victims_hit_hit,
    sum(n.crimes * n.victims_hit * n.victims_due) AS victims_hit_due,
    sum(n.crimes * n.victims_due * n.victims_due) AS victims_due_due,
    sum(n.crimes * n.victims_hit_lenient) AS victims_hit_lenient,
    sum(n.crimes * n.victims_due_lenient) AS victims_due_lenient,
    sum(n.crimes * n.victims_hit_lenient * n.victims_hit_lenient) AS victims_hit_hit_lenient,
    sum(n.crimes * n.victims_hit_lenient * n.victims_due_lenient) AS victims_hit_due_lenient,
    sum(n.crimes * n.victims_due_lenient * n.victims_due_lenient) AS victims_due_due_lenient
FROM (
    SELECT
        w.line_number,
        w.month_number,
        CASE WHEN l.by_offence_group THEN c.place_and_group_number ELSE c.place_number END
            AS place_number,
        w.hit, w.due, w.hit_lenient, w.due_lenient,
        w.victims_hit, w.victims_due, w.victims_hit_lenient, w.victims_due_lenient,
        count(*) AS crimes
    FROM step.crime_counts AS w
    INNER JOIN step.crime_places AS c ON c.crime_number = w.crime_number
    INNER JOIN step.lines AS l ON l.line_number = w.line_number
    GROUP BY
        w.line_number,
        w.month_number,
        CASE WHEN l.by_offence_group THEN c.place_and_group_number ELSE c.place_number END,
        w.hit, w.due, w.hit_lenient, w.due_lenient,
        w.victims_hit, w.victims_due, w.victims_hit_lenient, w.victims_due_lenient
) AS n
INNER JOIN step.lines AS l ON l.line_number = n.line_number
GROUP BY l.measure_number, l.slice_number, n.month_number, n.place_number
