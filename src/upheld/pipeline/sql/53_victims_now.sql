-- Every victim as on the as-of date: what is recorded and what could be derived of their Enhanced
-- Rights, under the Code then in force.
SELECT
    v.crime_number,
    v.victim_number,
    coalesce(p.eligible, false) OR g.grounds IS NOT NULL AS enhanced,
    CASE
        WHEN p.eligible AND g.grounds IS NOT NULL THEN 'both'
        WHEN p.eligible THEN 'recorded'
        WHEN g.grounds IS NOT NULL THEN 'derived'
    END AS basis,
    g.grounds,
    CASE WHEN p.eligible THEN 'eligible' WHEN NOT p.eligible THEN 'not_eligible' END AS decision
FROM step.victims AS v
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
