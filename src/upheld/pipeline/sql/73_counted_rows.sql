-- What can be counted in a complete month: each duty, each victim and each crime, with its kind.
-- A crime stands for itself where a victim's number is asked for, as a number below nought.
SELECT
    CAST(d.crime_number AS INTEGER) AS crime_number,
    CAST(d.victim_number AS INTEGER) AS victim_number,
    k.kind_number,
    m.month_number
FROM step.verdicts AS d
INNER JOIN rule.complete_month AS m ON m.month_start = d.month_start
INNER JOIN step.duty_kinds AS k
    ON k.rule_number = d.rule_number
    AND k.status = d.status
    AND k.status_lenient = d.status_lenient
    AND k.reason IS NOT DISTINCT FROM d.reason
    AND k.basis IS NOT DISTINCT FROM d.basis
    AND k.enhanced IS NOT DISTINCT FROM d.enhanced
UNION ALL
SELECT
    CAST(v.crime_number AS INTEGER) AS crime_number,
    CAST(v.victim_number AS INTEGER) AS victim_number,
    k.kind_number,
    m.month_number
FROM step.victims AS v
INNER JOIN step.victims_now AS n ON n.victim_number = v.victim_number
LEFT JOIN step.repeats AS r ON r.victim_id = v.victim_id
INNER JOIN rule.complete_month AS m
    ON m.month_start = make_date(year(v.reported_on), month(v.reported_on), 1)
INNER JOIN step.victim_kinds AS k
    ON k.kind = v.kind
    AND k.in_scope = v.in_scope
    AND k.enhanced = n.enhanced
    AND k.basis IS NOT DISTINCT FROM n.basis
    AND k.decision IS NOT DISTINCT FROM n.decision
    AND k.repeat_prompt IS NOT DISTINCT FROM r.repeat_prompt
    AND k.knows_age_band = (v.age_band IS NOT NULL)
    AND k.knows_sex = (v.sex IS NOT NULL)
    AND k.knows_ethnicity = (v.ethnicity IS NOT NULL)
    AND k.knows_disability = (v.disability IS NOT NULL)
UNION ALL
SELECT
    CAST(c.crime_number AS INTEGER) AS crime_number,
    CAST(-c.crime_number AS INTEGER) AS victim_number,
    k.kind_number,
    m.month_number
FROM (
    SELECT
        crime_number, reported_on, closed_on, outcome_code, unit_code, borough_code, offence_group,
        coalesce(
            make_date(year(reported_on), month(reported_on), 1),
            make_date(CAST(left(month, 4) AS INTEGER), CAST(right(month, 2) AS INTEGER), 1)
        ) AS month_start
    FROM step.crimes
) AS c
INNER JOIN rule.complete_month AS m ON m.month_start = c.month_start
INNER JOIN step.crime_kinds AS k
    ON k.from_published = (c.reported_on IS NULL)
    AND k.closed = (c.closed_on IS NOT NULL)
    AND k.outcome_code IS NOT DISTINCT FROM c.outcome_code
    AND k.knows_unit_code = (c.unit_code IS NOT NULL)
    AND k.knows_borough_code = (c.borough_code IS NOT NULL)
    AND k.knows_offence_group = (c.offence_group IS NOT NULL)
