-- One row a victim as on the as-of date: how complete what is known of them is, and whether somebody
-- should look if they are targeted persistently (repeat_victims.py; empty where it cannot be known).
SELECT
    v.victim_id,
    c.crime_id,
    v.kind,
    v.in_scope,
    n.enhanced,
    n.basis,
    n.grounds,
    n.decision,
    CASE
        WHEN v.kind = 'business' THEN NULL
        ELSE (
            CASE WHEN v.date_of_birth IS NULL THEN 0 ELSE 1 END
            + CASE WHEN v.sex IS NULL THEN 0 ELSE 1 END
            + CASE WHEN v.ethnicity IS NULL THEN 0 ELSE 1 END
            + CASE WHEN v.disability IS NULL THEN 0 ELSE 1 END
        ) / 4.0
    END AS completeness,
    CAST(r.crimes_in_twelve_months AS BIGINT) AS crimes_in_twelve_months,
    r.repeat_prompt,
    v.safe_contact,
    coalesce(left(CAST(c.reported_on AS VARCHAR), 7), c.month) AS month,
    c.unit_code,
    c.borough_code,
    c.team,
    c.offence_group,
    v.sex,
    v.age_band,
    v.ethnicity,
    v.disability
FROM step.victims AS v
INNER JOIN step.victims_now AS n ON n.victim_number = v.victim_number
INNER JOIN step.crimes AS c ON c.crime_number = v.crime_number
LEFT JOIN step.repeats AS r ON r.victim_id = v.victim_id
ORDER BY v.victim_number
