-- The finest grain that figures are added up from: one row a place, subject, month and way of
-- counting (reading, and by duty or by victim). Sums of these rows are again such rows.
SELECT
    w.*,
    CASE
        WHEN w.reading = 'strict' THEN coalesce(b.excluded, 0) ELSE coalesce(b.excluded_lenient, 0)
    END AS excluded,
    CASE
        WHEN w.reading = 'strict' THEN coalesce(b.open, 0) ELSE coalesce(b.open_lenient, 0)
    END AS open,
    coalesce(b.unmeasurable, 0) AS unmeasurable
FROM (
    SELECT
        subject_number, month_start, unit_code, borough_code,
        'strict' AS reading, 'duty' AS counted_by,
        hit AS numerator, due AS denominator, hit_hit AS numerator_squares, hit_due AS products,
        due_due AS denominator_squares, crimes, victims_due AS victims
    FROM step.sums
    UNION ALL
    SELECT
        subject_number, month_start, unit_code, borough_code, 'strict', 'victim',
        victims_hit, victims_due, victims_hit_hit, victims_hit_due, victims_due_due, crimes,
        victims_due
    FROM step.sums
    UNION ALL
    SELECT
        subject_number, month_start, unit_code, borough_code, 'lenient', 'duty',
        hit_lenient, due_lenient, hit_hit_lenient, hit_due_lenient, due_due_lenient,
        crimes_lenient, victims_due_lenient
    FROM step.sums
    UNION ALL
    SELECT
        subject_number, month_start, unit_code, borough_code, 'lenient', 'victim',
        victims_hit_lenient, victims_due_lenient, victims_hit_hit_lenient, victims_hit_due_lenient,
        victims_due_due_lenient, crimes_lenient, victims_due_lenient
    FROM step.sums
) AS w
LEFT JOIN step.beside AS b
    ON b.subject_number = w.subject_number
    AND b.month_start = w.month_start
    AND b.unit_code IS NOT DISTINCT FROM w.unit_code
    AND b.borough_code IS NOT DISTINCT FROM w.borough_code
