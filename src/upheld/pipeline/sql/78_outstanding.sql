-- What is owed on the as-of date: duties of Right 6 with a due date that are overdue or open, and
-- to how many victims, and how many of those wait for one that is overdue.
SELECT
    c.unit_code,
    c.borough_code,
    c.team,
    o.reading,
    sum(CASE WHEN o.status = 'overdue' THEN 1 ELSE 0 END) AS overdue,
    sum(CASE WHEN o.status = 'open' THEN 1 ELSE 0 END) AS open,
    count(DISTINCT o.victim_number) AS victims,
    count(DISTINCT CASE WHEN o.status = 'overdue' THEN o.victim_number END) AS victims_overdue
FROM (
    SELECT crime_number, victim_number, rule_number, 'strict' AS reading, status
    FROM step.verdicts
    UNION ALL
    SELECT crime_number, victim_number, rule_number, 'lenient' AS reading, status_lenient
    FROM step.verdicts
) AS o
INNER JOIN rule.rule AS r ON r.rule_number = o.rule_number AND r.is_right_6
INNER JOIN step.crimes AS c ON c.crime_number = o.crime_number
WHERE o.status IN ('overdue', 'open')
GROUP BY c.unit_code, c.borough_code, c.team, o.reading
