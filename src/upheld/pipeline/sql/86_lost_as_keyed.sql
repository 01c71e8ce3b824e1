-- By unit and month: the duties that are in time as claimed and not as keyed, and the victims who
-- were told everything on time as claimed and not as keyed. A victim who was not told everything in
-- the first place is not lost once more.
SELECT
    c.unit_code,
    d.month_start,
    sum(d.duties) AS duties,
    count(*) FILTER (failed.victim_number IS NULL) AS victims
FROM step.back_dated AS d
INNER JOIN step.crimes AS c ON c.crime_number = d.crime_number
LEFT JOIN (
    SELECT DISTINCT v.victim_number, v.month_start
    FROM step.verdicts AS v
    INNER JOIN (SELECT DISTINCT victim_number FROM step.back_dated) AS d
        ON d.victim_number = v.victim_number
    INNER JOIN rule.rule AS r ON r.rule_number = v.rule_number AND r.is_right_6
    WHERE v.status IN ('late', 'overdue')
) AS failed
    ON failed.victim_number = d.victim_number AND failed.month_start = d.month_start
GROUP BY c.unit_code, d.month_start
