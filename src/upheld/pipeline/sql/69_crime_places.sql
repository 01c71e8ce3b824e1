-- The number of each crime's place, and of its place and offence group together; and whether it has
-- one victim, whose counts are then its own (a crime without victims counts for itself).
SELECT
    CAST(c.crime_number AS INTEGER) AS crime_number,
    p.place_number,
    p.unit_number,
    coalesce(g.place_number, p.place_number) AS place_and_group_number,
    coalesce(v.victims, 1) = 1 AS has_one_victim
FROM step.crimes AS c
CROSS JOIN rule.build AS b
LEFT JOIN rule.offence_shown AS o ON o.offence_group = c.offence_group
INNER JOIN step.cell_places AS p
    ON p.unit_code IS NOT DISTINCT FROM c.unit_code
    AND p.borough_code IS NOT DISTINCT FROM c.borough_code
    AND p.team IS NOT DISTINCT FROM c.team
    AND p.offence_group IS NULL
LEFT JOIN step.cell_places AS g
    ON g.unit_code IS NOT DISTINCT FROM c.unit_code
    AND g.borough_code IS NOT DISTINCT FROM c.borough_code
    AND g.team IS NOT DISTINCT FROM c.team
    AND g.offence_group = coalesce(o.shown, b.other_offences)
LEFT JOIN (
    SELECT crime_number, count(*) AS victims
    FROM step.victims
    GROUP BY crime_number
) AS v ON v.crime_number = c.crime_number
