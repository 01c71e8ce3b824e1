-- Each crime's counts in the four ways of counting: reading, and by duty or by victim.
SELECT
    c.crime_number, c.subject_number, c.month_start, 'strict' AS reading, 'duty' AS counted_by,
    c.hit AS numerator, c.due AS denominator, c.victims_due AS victims,
    c.excluded, c.open, c.unmeasurable
FROM step.crime_counts AS c
UNION ALL
SELECT
    c.crime_number, c.subject_number, c.month_start, 'strict', 'victim',
    c.victims_hit, c.victims_due, c.victims_due, c.excluded, c.open, c.unmeasurable
FROM step.crime_counts AS c
UNION ALL
SELECT
    c.crime_number, c.subject_number, c.month_start, 'lenient', 'duty',
    c.hit_lenient, c.due_lenient, c.victims_due_lenient,
    c.excluded_lenient, c.open_lenient, c.unmeasurable
FROM step.crime_counts AS c
UNION ALL
SELECT
    c.crime_number, c.subject_number, c.month_start, 'lenient', 'victim',
    c.victims_hit_lenient, c.victims_due_lenient, c.victims_due_lenient,
    c.excluded_lenient, c.open_lenient, c.unmeasurable
FROM step.crime_counts AS c
