-- What is shown beside a share and not counted in it: excluded, open and unmeasurable duties.
SELECT
    l.measure_number,
    l.slice_number,
    r.month_number,
    CASE WHEN l.by_offence_group THEN c.place_and_group_number ELSE c.place_number END
        AS place_number,
    count(*) FILTER (k.excluded) AS excluded,
    count(*) FILTER (k.open) AS open,
    count(*) FILTER (k.excluded_lenient) AS excluded_lenient,
    count(*) FILTER (k.open_lenient) AS open_lenient,
    count(*) FILTER (k.unmeasurable) AS unmeasurable
FROM step.counted_rows AS r
INNER JOIN step.counted AS k
    ON k.kind_number = r.kind_number
    AND (k.excluded OR k.open OR k.excluded_lenient OR k.open_lenient OR k.unmeasurable)
INNER JOIN step.lines AS l ON l.line_number = k.line_number
INNER JOIN step.crime_places AS c ON c.crime_number = r.crime_number
GROUP BY
    l.measure_number, l.slice_number, r.month_number,
    CASE WHEN l.by_offence_group THEN c.place_and_group_number ELSE c.place_number END
