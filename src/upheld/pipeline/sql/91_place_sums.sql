-- The sums of all buckets added up for the force, each BCU or OCU, borough and team: whole, by the
-- slices of a month (with Enhanced Rights or without), and by offence group.
SELECT
    c.measure_number,
    c.month_number,
    u.unit_type,
    u.unit_code,
    c.breakdown,
    c.category,
    sum(c.hit) AS hit,
    sum(c.due) AS due,
    sum(c.hit_hit) AS hit_hit,
    sum(c.hit_due) AS hit_due,
    sum(c.due_due) AS due_due,
    sum(c.crimes) AS crimes,
    sum(c.hit_lenient) AS hit_lenient,
    sum(c.due_lenient) AS due_lenient,
    sum(c.hit_hit_lenient) AS hit_hit_lenient,
    sum(c.hit_due_lenient) AS hit_due_lenient,
    sum(c.due_due_lenient) AS due_due_lenient,
    sum(c.crimes_lenient) AS crimes_lenient,
    sum(c.victims_hit) AS victims_hit,
    sum(c.victims_due) AS victims_due,
    sum(c.victims_hit_hit) AS victims_hit_hit,
    sum(c.victims_hit_due) AS victims_hit_due,
    sum(c.victims_due_due) AS victims_due_due,
    sum(c.victims_hit_lenient) AS victims_hit_lenient,
    sum(c.victims_due_lenient) AS victims_due_lenient,
    sum(c.victims_hit_hit_lenient) AS victims_hit_hit_lenient,
    sum(c.victims_hit_due_lenient) AS victims_hit_due_lenient,
    sum(c.victims_due_due_lenient) AS victims_due_due_lenient
FROM (
    SELECT w.*, s.breakdown, s.category
    FROM step.all_sums AS w
    INNER JOIN step.slices AS s ON s.slice_number = w.slice_number
    UNION ALL
    SELECT w.*, 'offence_group' AS breakdown, w.offence_group AS category
    FROM step.all_sums AS w
    WHERE w.offence_group IS NOT NULL
) AS c
INNER JOIN step.units AS u
    ON u.cell_unit IS NOT DISTINCT FROM c.unit_code
    AND u.cell_borough IS NOT DISTINCT FROM c.borough_code
    AND u.cell_team IS NOT DISTINCT FROM c.team
GROUP BY
    c.measure_number, c.month_number, u.unit_type, u.unit_code, c.breakdown, c.category
