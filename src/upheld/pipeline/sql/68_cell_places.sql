-- Every combination of unit, borough and team there is, with each offence group that is shown
-- and without one, numbered. What is sensitive, and what is grouped with it, goes by one name.
SELECT
    CAST(row_number() OVER () AS INTEGER) AS place_number,
    CAST(dense_rank() OVER (ORDER BY places.unit_code) AS INTEGER) AS unit_number,
    places.*
FROM (
    SELECT DISTINCT
        c.unit_code,
        c.borough_code,
        c.team,
        coalesce(o.shown, b.other_offences) AS offence_group
    FROM step.crimes AS c
    CROSS JOIN rule.build AS b
    LEFT JOIN rule.offence_shown AS o ON o.offence_group = c.offence_group
    WHERE b.other_offences IS NOT NULL
    UNION ALL
    SELECT DISTINCT unit_code, borough_code, team, NULL AS offence_group
    FROM step.crimes
) AS places
