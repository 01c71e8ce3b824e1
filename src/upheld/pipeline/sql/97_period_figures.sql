-- One row a figure of a quarter or a year, whole and by personal breakdown, for the force and its
-- BCUs and OCUs; a year is added up from its quarters where that is the same. Nothing is shown beside
-- these: it would be one more number to protect.
SELECT
    m.twin AS measure,
    CASE WHEN m.is_of_duties THEN w.reading ELSE m.reading END AS reading,
    w.unit_type,
    w.unit_code,
    p.period_start,
    p.period_end,
    s.breakdown,
    s.category,
    sum(w.numerator) AS numerator,
    sum(w.denominator) AS denominator,
    sum(w.numerator_squares) AS numerator_squares,
    sum(w.products) AS products,
    sum(w.denominator_squares) AS denominator_squares,
    sum(w.crimes) AS crimes,
    sum(w.denominator) AS victims
FROM (
    SELECT
        c.series_number, c.slice_number, u.unit_type, u.unit_code,
        'strict' AS reading, c.hit AS numerator, c.due AS denominator,
        c.hit_hit AS numerator_squares, c.hit_due AS products, c.due_due AS denominator_squares,
        c.crimes
    FROM step.all_slice_sums AS c
    INNER JOIN step.commands AS u ON u.cell_unit IS NOT DISTINCT FROM c.unit_code
    UNION ALL
    SELECT
        c.series_number, c.slice_number, u.unit_type, u.unit_code,
        'lenient', c.hit_lenient, c.due_lenient, c.hit_hit_lenient, c.hit_due_lenient,
        c.due_due_lenient, c.crimes_lenient
    FROM step.all_slice_sums AS c
    INNER JOIN step.commands AS u ON u.cell_unit IS NOT DISTINCT FROM c.unit_code
) AS w
INNER JOIN rule.series AS n ON n.series_number = w.series_number
INNER JOIN rule.series_period AS p ON p.series_number = w.series_number
INNER JOIN rule.measure AS m
    ON m.measure_number = n.measure_number AND (m.is_of_duties OR w.reading = 'strict')
INNER JOIN step.slices AS s ON s.slice_number = w.slice_number
GROUP BY
    m.twin,
    CASE WHEN m.is_of_duties THEN w.reading ELSE m.reading END,
    w.unit_type, w.unit_code, p.period_start, p.period_end, s.breakdown, s.category
