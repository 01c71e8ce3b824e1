-- The kinds of victim there are, numbered after those of the duties.
SELECT
    CAST(1000000 + row_number() OVER () AS INTEGER) AS kind_number,
    kinds.*
FROM (
    SELECT DISTINCT
        v.kind,
        v.in_scope,
        n.enhanced,
        n.basis,
        n.decision,
        r.repeat_prompt,
        v.age_band IS NOT NULL AS knows_age_band,
        v.sex IS NOT NULL AS knows_sex,
        v.ethnicity IS NOT NULL AS knows_ethnicity,
        v.disability IS NOT NULL AS knows_disability
    FROM step.victims AS v
    INNER JOIN step.victims_now AS n ON n.victim_number = v.victim_number
    LEFT JOIN step.repeats AS r ON r.victim_id = v.victim_id
) AS kinds
