-- The same for what is shown beside a share.
SELECT
    c.measure_number,
    c.month_number,
    u.unit_type,
    u.unit_code,
    c.breakdown,
    c.category,
    sum(c.excluded) AS excluded,
    sum(c.open) AS open,
    sum(c.excluded_lenient) AS excluded_lenient,
    sum(c.open_lenient) AS open_lenient,
    sum(c.unmeasurable) AS unmeasurable
FROM (
    SELECT w.*, s.breakdown, s.category
    FROM step.all_beside AS w
    INNER JOIN step.slices AS s ON s.slice_number = w.slice_number
    UNION ALL
    SELECT w.*, 'offence_group' AS breakdown, w.offence_group AS category
    FROM step.all_beside AS w
    WHERE w.offence_group IS NOT NULL
) AS c
INNER JOIN step.units AS u
    ON u.cell_unit IS NOT DISTINCT FROM c.unit_code
    AND u.cell_borough IS NOT DISTINCT FROM c.borough_code
    AND u.cell_team IS NOT DISTINCT FROM c.team
GROUP BY
    c.measure_number, c.month_number, u.unit_type, u.unit_code, c.breakdown, c.category
