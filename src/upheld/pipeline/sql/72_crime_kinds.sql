-- The kinds of crime there are, numbered after those of the victims. Published crimes have a month
-- and no days.
SELECT
    CAST(2000000 + row_number() OVER () AS INTEGER) AS kind_number,
    kinds.*
FROM (
    SELECT DISTINCT
        reported_on IS NULL AS from_published,
        closed_on IS NOT NULL AS closed,
        outcome_code,
        unit_code IS NOT NULL AS knows_unit_code,
        borough_code IS NOT NULL AS knows_borough_code,
        offence_group IS NOT NULL AS knows_offence_group
    FROM step.crimes
) AS kinds
