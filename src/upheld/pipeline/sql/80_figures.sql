-- The cells of all buckets added up for the force, each BCU or OCU, and each borough.
SELECT
    s.subject,
    c.reading,
    c.counted_by,
    u.unit_type,
    u.unit_code,
    c.month_start,
    sum(c.numerator) AS numerator,
    sum(c.denominator) AS denominator,
    sum(c.numerator_squares) AS numerator_squares,
    sum(c.products) AS products,
    sum(c.denominator_squares) AS denominator_squares,
    sum(c.crimes) AS crimes,
    sum(c.victims) AS victims,
    sum(c.excluded) AS excluded,
    sum(c.open) AS open,
    sum(c.unmeasurable) AS unmeasurable
FROM step.all_cells AS c
INNER JOIN (SELECT DISTINCT subject_number, subject FROM rule.subject) AS s
    ON s.subject_number = c.subject_number
INNER JOIN step.places AS u
    ON u.cell_unit IS NOT DISTINCT FROM c.unit_code
    AND u.cell_borough IS NOT DISTINCT FROM c.borough_code
GROUP BY s.subject, c.reading, c.counted_by, u.unit_type, u.unit_code, c.month_start
