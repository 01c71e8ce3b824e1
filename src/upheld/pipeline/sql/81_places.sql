-- Which units a cell counts for: the force, its BCU or OCU, its borough.
SELECT p.unit_code AS cell_unit, p.borough_code AS cell_borough, 'force' AS unit_type, b.force AS unit_code
FROM step.cell_places AS p
CROSS JOIN rule.build AS b
UNION ALL
SELECT p.unit_code, p.borough_code, coalesce(u.unit_type, 'unit'), p.unit_code
FROM step.cell_places AS p
LEFT JOIN rule.unit AS u ON u.unit_code = p.unit_code
WHERE p.unit_code IS NOT NULL
UNION ALL
SELECT p.unit_code, p.borough_code, 'borough', p.borough_code
FROM step.cell_places AS p
WHERE p.borough_code IS NOT NULL
