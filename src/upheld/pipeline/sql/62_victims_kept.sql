-- One row a victim as on the as-of date: what is recorded and what could be derived of their
-- Enhanced Rights, and how complete what is known of them is.
SELECT
    v.victim_id,
    c.crime_id,
    v.kind,
    v.in_scope,
    coalesce(p.eligible, false) OR g.grounds IS NOT NULL AS enhanced,
    CASE
        WHEN p.eligible AND g.grounds IS NOT NULL THEN 'both'
        WHEN p.eligible THEN 'recorded'
        WHEN g.grounds IS NOT NULL THEN 'derived'
    END AS basis,
    g.grounds,
    CASE WHEN p.eligible THEN 'eligible' WHEN NOT p.eligible THEN 'not_eligible' END AS decision,
    CASE
        WHEN v.kind = 'business' THEN NULL
        ELSE (
            CASE WHEN v.date_of_birth IS NULL THEN 0 ELSE 1 END
            + CASE WHEN v.sex IS NULL THEN 0 ELSE 1 END
            + CASE WHEN v.ethnicity IS NULL THEN 0 ELSE 1 END
            + CASE WHEN v.disability IS NULL THEN 0 ELSE 1 END
        ) / 4.0
    END AS completeness,
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
INNER JOIN step.crimes AS c ON c.crime_number = v.crime_number
CROSS JOIN rule.build AS b
LEFT JOIN (
    SELECT
        grounds.victim_number,
        string_agg(DISTINCT grounds.ground, ';' ORDER BY grounds.ground) AS grounds
    FROM step.grounds AS grounds
    INNER JOIN rule.code AS c ON c.code = grounds.code
    CROSS JOIN rule.build AS b
    WHERE b.as_of BETWEEN c.valid_from AND c.valid_to
    GROUP BY grounds.victim_number
) AS g ON g.victim_number = v.victim_number
LEFT JOIN step.decisions AS p
    ON p.victim_number = v.victim_number
    AND p.decided_on <= b.as_of
    AND (p.next_decided_on IS NULL OR p.next_decided_on > b.as_of)
ORDER BY v.victim_number
