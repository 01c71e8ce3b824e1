-- Each victim's kind of person.
SELECT
    CAST(v.victim_number AS INTEGER) AS victim_number,
    p.profile_number
FROM step.victims AS v
INNER JOIN step.victims_now AS n ON n.victim_number = v.victim_number
INNER JOIN step.crimes AS c ON c.crime_number = v.crime_number
LEFT JOIN rule.sensitive_group AS o ON o.offence_group = c.offence_group
INNER JOIN step.profiles AS p
    ON p.sex IS NOT DISTINCT FROM v.sex
    AND p.age_band IS NOT DISTINCT FROM v.age_band
    AND p.ethnicity IS NOT DISTINCT FROM v.ethnicity
    AND p.disability IS NOT DISTINCT FROM v.disability
    AND p.grounds IS NOT DISTINCT FROM n.grounds
    AND p.sensitive_offence_group IS NOT DISTINCT FROM o.offence_group
