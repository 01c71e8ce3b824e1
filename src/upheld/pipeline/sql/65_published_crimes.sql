-- Published crimes, which have a month and no days: how many, by last outcome, month and place.
SELECT
    make_date(CAST(left(month, 4) AS INTEGER), CAST(right(month, 2) AS INTEGER), 1) AS month_start,
    unit_code,
    borough_code,
    team,
    outcome_code,
    count(*) AS crimes
FROM step.crimes
WHERE reported_on IS NULL AND month IS NOT NULL
GROUP BY month, unit_code, borough_code, team, outcome_code
