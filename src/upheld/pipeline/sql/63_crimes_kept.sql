-- One row a crime, for the restricted half.
SELECT
    crime_id,
    coalesce(left(CAST(reported_on AS VARCHAR), 7), month) AS month,
    reported_on IS NULL AS from_published,
    offence_group,
    outcome_code,
    closed_on,
    unit_code,
    borough_code,
    team
FROM step.crimes
ORDER BY crime_number
