-- One row a victim, line (a measure and a slice of it) and month: how many are in the numerator
-- (`hit`), of how many in the denominator (`due`), in both readings. Few and narrow columns: with
-- millions of groups their width is what takes the time. Where a victim can be in a measure but once,
-- as in whatever the report starts, that row is the count, and half of the grouping is saved.
SELECT
    r.crime_number,
    r.victim_number,
    c.line_number,
    r.month_number,
    CAST(c.hit AS SMALLINT) AS hit,
    CAST(c.due AS SMALLINT) AS due,
    CAST(c.hit_lenient AS SMALLINT) AS hit_lenient,
    CAST(c.due_lenient AS SMALLINT) AS due_lenient
FROM step.counted_rows AS r
INNER JOIN step.counted AS c ON c.kind_number = r.kind_number
INNER JOIN step.lines AS l ON l.line_number = c.line_number AND l.once_a_victim
UNION ALL
SELECT
    min(r.crime_number) AS crime_number,
    r.victim_number,
    c.line_number,
    r.month_number,
    CAST(count(*) FILTER (c.hit) AS SMALLINT) AS hit,
    CAST(count(*) FILTER (c.due) AS SMALLINT) AS due,
    CAST(count(*) FILTER (c.hit_lenient) AS SMALLINT) AS hit_lenient,
    CAST(count(*) FILTER (c.due_lenient) AS SMALLINT) AS due_lenient
FROM step.counted_rows AS r
INNER JOIN step.counted AS c ON c.kind_number = r.kind_number
INNER JOIN step.lines AS l ON l.line_number = c.line_number AND NOT l.once_a_victim
GROUP BY r.victim_number, c.line_number, r.month_number
