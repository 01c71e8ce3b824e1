-- One row a victim and series (a measure with personal breakdowns, in a quarter or year): whether the
-- victim counts, and is in the numerator with everything that was owed, in both readings. Where a
-- victim can be in a measure but once, there is nothing to put together.
SELECT
    w.crime_number,
    p.profile_number,
    w.series_number,
    w.due AND w.all_hit AS hit,
    w.due,
    w.due_lenient AND w.all_hit_lenient AS hit_lenient,
    w.due_lenient
FROM (
    SELECT
        n.crime_number,
        n.victim_number,
        s.series_number,
        n.due > 0 AS due,
        n.hit = n.due AS all_hit,
        n.due_lenient > 0 AS due_lenient,
        n.hit_lenient = n.due_lenient AS all_hit_lenient
    FROM step.victim_counts AS n
    INNER JOIN step.lines AS l
        ON l.line_number = n.line_number AND l.slice_number = 0 AND l.once_a_victim
    INNER JOIN rule.series_month AS s
        ON s.measure_number = l.measure_number AND s.month_number = n.month_number
    WHERE n.due > 0 OR n.due_lenient > 0
    UNION ALL
    SELECT
        min(n.crime_number) AS crime_number,
        n.victim_number,
        s.series_number,
        bool_or(n.due > 0) AS due,
        bool_and(n.hit = n.due) AS all_hit,
        bool_or(n.due_lenient > 0) AS due_lenient,
        bool_and(n.hit_lenient = n.due_lenient) AS all_hit_lenient
    FROM step.victim_counts AS n
    INNER JOIN step.lines AS l
        ON l.line_number = n.line_number AND l.slice_number = 0 AND NOT l.once_a_victim
    INNER JOIN rule.series_month AS s
        ON s.measure_number = l.measure_number AND s.month_number = n.month_number
    WHERE n.due > 0 OR n.due_lenient > 0
    GROUP BY n.victim_number, s.series_number
) AS w
INNER JOIN step.persons AS p ON p.victim_number = w.victim_number
