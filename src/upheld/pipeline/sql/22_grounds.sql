-- The grounds for Enhanced Rights that need no judgement, under each Code: one row a victim,
-- Code and ground.
SELECT v.victim_number, g.code, g.ground
FROM step.victims AS v
INNER JOIN rule.ground AS g
    ON g.test = 'under_age' AND v.kind <> 'business' AND v.offence_on < v.adult_on
UNION ALL
SELECT v.victim_number, g.code, g.ground
FROM step.victims AS v
INNER JOIN rule.ground AS g ON g.test = 'victim_kind' AND g.value = v.kind
UNION ALL
SELECT v.victim_number, g.code, g.ground
FROM step.victims AS v
INNER JOIN rule.ground AS g
    ON g.test = 'marker'
    AND (
        g.value = 'domestic_abuse' AND v.domestic_abuse
        OR g.value = 'hate_crime' AND v.hate_crime
        OR g.value = 'terrorism' AND v.terrorism
    )
UNION ALL
SELECT v.victim_number, g.code, g.ground
FROM step.victims AS v
INNER JOIN rule.ground AS g ON g.test = 'offence' AND g.value = v.offence_code
