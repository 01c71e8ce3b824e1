-- One row a figure of a month: both readings of what has two, and the twin by victim where there is
-- one. A measure of victims or crimes has one reading, that of what was recorded or published.
SELECT
    CASE WHEN w.counted_by = 'victim' THEN m.twin ELSE m.measure END AS measure,
    CASE WHEN m.is_of_duties THEN w.reading ELSE m.reading END AS reading,
    w.unit_type,
    w.unit_code,
    q.month_start AS period_start,
    w.breakdown,
    w.category,
    w.numerator,
    w.denominator,
    w.numerator_squares,
    w.products,
    w.denominator_squares,
    w.crimes,
    w.victims,
    coalesce(CASE WHEN w.reading = 'strict' THEN b.excluded ELSE b.excluded_lenient END, 0)
        AS excluded,
    coalesce(CASE WHEN w.reading = 'strict' THEN b.open ELSE b.open_lenient END, 0) AS open,
    coalesce(b.unmeasurable, 0) AS unmeasurable
FROM (
    SELECT
        measure_number, month_number, unit_type, unit_code, breakdown, category,
        'strict' AS reading, 'duty' AS counted_by,
        hit AS numerator, due AS denominator,
        hit_hit AS numerator_squares, hit_due AS products,
        due_due AS denominator_squares, crimes AS crimes, victims_due AS victims
    FROM step.place_sums
    UNION ALL
    SELECT
        measure_number, month_number, unit_type, unit_code, breakdown, category,
        'strict' AS reading, 'victim' AS counted_by,
        victims_hit AS numerator, victims_due AS denominator,
        victims_hit_hit AS numerator_squares, victims_hit_due AS products,
        victims_due_due AS denominator_squares, crimes AS crimes, victims_due AS victims
    FROM step.place_sums
    UNION ALL
    SELECT
        measure_number, month_number, unit_type, unit_code, breakdown, category,
        'lenient' AS reading, 'duty' AS counted_by,
        hit_lenient AS numerator, due_lenient AS denominator,
        hit_hit_lenient AS numerator_squares, hit_due_lenient AS products,
        due_due_lenient AS denominator_squares, crimes_lenient AS crimes, victims_due_lenient AS victims
    FROM step.place_sums
    UNION ALL
    SELECT
        measure_number, month_number, unit_type, unit_code, breakdown, category,
        'lenient' AS reading, 'victim' AS counted_by,
        victims_hit_lenient AS numerator, victims_due_lenient AS denominator,
        victims_hit_hit_lenient AS numerator_squares, victims_hit_due_lenient AS products,
        victims_due_due_lenient AS denominator_squares, crimes_lenient AS crimes, victims_due_lenient AS victims
    FROM step.place_sums
) AS w
INNER JOIN rule.measure AS m
    ON m.measure_number = w.measure_number
    AND (m.has_twin OR w.counted_by = 'duty')
    AND (m.is_of_duties OR w.reading = 'strict')
INNER JOIN rule.complete_month AS q ON q.month_number = w.month_number
LEFT JOIN step.place_beside AS b
    ON b.measure_number = w.measure_number
    AND b.month_number = w.month_number
    AND b.unit_type = w.unit_type
    AND b.unit_code IS NOT DISTINCT FROM w.unit_code
    AND b.breakdown = w.breakdown
    AND b.category = w.category
