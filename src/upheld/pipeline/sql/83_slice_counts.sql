-- By crime and slice, then alike ones taken together with how many there are (`crimes`). Where a crime
-- has one victim, those alike are taken together before they are cut into slices.
SELECT
    series_number, slice_number, unit_number, hit, due, hit_lenient, due_lenient,
    count(*) AS crimes
FROM (
    SELECT
        g.series_number,
        s.slice_number,
        min(c.unit_number) AS unit_number,
        count(*) FILTER (g.hit) AS hit,
        count(*) FILTER (g.due) AS due,
        count(*) FILTER (g.hit_lenient) AS hit_lenient,
        count(*) FILTER (g.due_lenient) AS due_lenient
    FROM step.person_periods AS g
    INNER JOIN step.crime_places AS c ON c.crime_number = g.crime_number
    INNER JOIN rule.series AS m ON m.series_number = g.series_number
    INNER JOIN step.profile_slices AS s ON s.profile_number = g.profile_number
    INNER JOIN rule.measure_breakdown AS b
        ON b.measure_number = m.measure_number AND b.breakdown = s.breakdown
    WHERE NOT c.has_one_victim
    GROUP BY g.crime_number, g.series_number, s.slice_number
) AS several
GROUP BY series_number, slice_number, unit_number, hit, due, hit_lenient, due_lenient
UNION ALL
SELECT
    g.series_number, s.slice_number, g.unit_number,
    CAST(g.hit AS INTEGER) AS hit,
    CAST(g.due AS INTEGER) AS due,
    CAST(g.hit_lenient AS INTEGER) AS hit_lenient,
    CAST(g.due_lenient AS INTEGER) AS due_lenient,
    g.crimes
FROM (
    SELECT
        p.series_number, p.profile_number, c.unit_number,
        p.hit, p.due, p.hit_lenient, p.due_lenient,
        count(*) AS crimes
    FROM step.person_periods AS p
    INNER JOIN step.crime_places AS c ON c.crime_number = p.crime_number
    WHERE c.has_one_victim
    GROUP BY
        p.series_number, p.profile_number, c.unit_number,
        p.hit, p.due, p.hit_lenient, p.due_lenient
) AS g
INNER JOIN rule.series AS m ON m.series_number = g.series_number
INNER JOIN step.profile_slices AS s ON s.profile_number = g.profile_number
INNER JOIN rule.measure_breakdown AS b
    ON b.measure_number = m.measure_number AND b.breakdown = s.breakdown
