-- Published crimes by their last outcome, with all crimes of that month and place beside each.
SELECT
    unit_type,
    unit_code,
    month_start,
    outcome_code,
    crimes,
    sum(crimes) OVER (PARTITION BY unit_type, unit_code, month_start) AS all_crimes
FROM (
    SELECT u.unit_type, u.unit_code, p.month_start, p.outcome_code, sum(p.crimes) AS crimes
    FROM step.all_published AS p
    INNER JOIN step.units AS u
        ON u.cell_unit IS NOT DISTINCT FROM p.unit_code
        AND u.cell_borough IS NOT DISTINCT FROM p.borough_code
        AND u.cell_team IS NOT DISTINCT FROM p.team
    GROUP BY u.unit_type, u.unit_code, p.month_start, p.outcome_code
) AS outcomes
