-- Which units a place counts for: the force, its BCU or OCU, its borough, its team.
SELECT
    p.unit_code AS cell_unit, p.borough_code AS cell_borough, p.team AS cell_team,
    'force' AS unit_type, b.force AS unit_code
FROM step.all_places AS p
CROSS JOIN rule.build AS b
UNION ALL
SELECT
    p.unit_code, p.borough_code, p.team, coalesce(u.unit_type, 'unit'), p.unit_code
FROM step.all_places AS p
LEFT JOIN rule.unit AS u ON u.unit_code = p.unit_code
WHERE p.unit_code IS NOT NULL
UNION ALL
SELECT p.unit_code, p.borough_code, p.team, 'borough', p.borough_code
FROM step.all_places AS p
WHERE p.borough_code IS NOT NULL
UNION ALL
SELECT p.unit_code, p.borough_code, p.team, 'team', concat(p.unit_code, ':', p.team)
FROM step.all_places AS p
WHERE p.unit_code IS NOT NULL AND p.team IS NOT NULL
