-- The crimes of one bucket, numbered in the order of their ids, with what the force's lists add.
-- Numbers stand for ids in every later step: they are many times quicker to join and to sort.
SELECT
    row_number() OVER (ORDER BY c.crime_id) AS crime_number,
    c.crime_id,
    CAST(c.reported_at AS DATE) AS reported_on,
    c.month,
    c.committed_on,
    c.offence_code,
    coalesce(c.offence_group, o.offence_group) AS offence_group,
    c.unit_code,
    c.borough_code,
    c.team,
    coalesce(c.domestic_abuse, false) AS domestic_abuse,
    coalesce(c.hate_crime, false) AS hate_crime,
    coalesce(c.terrorism, false) AS terrorism,
    -- A closing that lies after the as-of date has not happened yet.
    CASE WHEN c.closed_on <= b.as_of THEN c.closed_on END AS closed_on,
    c.outcome_code
FROM extract.crimes AS c
CROSS JOIN rule.build AS b
LEFT JOIN rule.offence AS o ON o.offence_code = c.offence_code
WHERE c.crime_id >= b.first_crime AND c.crime_id <= b.last_crime
