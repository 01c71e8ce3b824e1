-- The finest grain that figures are added up from, with the sums of squares over crimes that their
-- intervals need. Sums over buckets and units of these columns are again such sums.
SELECT
    w.subject_number,
    w.month_start,
    c.unit_code,
    c.borough_code,
    w.reading,
    w.counted_by,
    sum(w.numerator) AS numerator,
    sum(w.denominator) AS denominator,
    sum(w.numerator * w.numerator) AS numerator_squares,
    sum(w.numerator * w.denominator) AS products,
    sum(w.denominator * w.denominator) AS denominator_squares,
    sum(CASE WHEN w.denominator > 0 THEN 1 ELSE 0 END) AS crimes,
    sum(w.victims) AS victims,
    sum(w.excluded) AS excluded,
    sum(w.open) AS open,
    sum(w.unmeasurable) AS unmeasurable
FROM step.ways AS w
INNER JOIN step.crimes AS c ON c.crime_number = w.crime_number
GROUP BY w.subject_number, w.month_start, c.unit_code, c.borough_code, w.reading, w.counted_by
