-- What is owed on the as-of date, for every unit.
SELECT
    o.reading,
    u.unit_type,
    u.unit_code,
    b.as_of,
    sum(o.overdue) AS overdue,
    sum(o.open) AS open,
    sum(o.victims) AS victims,
    sum(o.victims_overdue) AS victims_overdue
FROM step.all_outstanding AS o
INNER JOIN step.units AS u
    ON u.cell_unit IS NOT DISTINCT FROM o.unit_code
    AND u.cell_borough IS NOT DISTINCT FROM o.borough_code
    AND u.cell_team IS NOT DISTINCT FROM o.team
CROSS JOIN rule.build AS b
GROUP BY o.reading, u.unit_type, u.unit_code, b.as_of
HAVING sum(o.overdue) + sum(o.open) > 0
