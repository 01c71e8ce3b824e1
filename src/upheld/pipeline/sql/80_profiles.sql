-- The kinds of person there are: all that a personal breakdown may ask of a victim. Each kind is
-- sorted into its categories once, instead of each victim.
SELECT
    CAST(row_number() OVER () AS INTEGER) AS profile_number,
    kinds.*
FROM (
    SELECT DISTINCT
        v.sex,
        v.age_band,
        v.ethnicity,
        v.disability,
        n.grounds,
        o.offence_group AS sensitive_offence_group
    FROM step.victims AS v
    INNER JOIN step.victims_now AS n ON n.victim_number = v.victim_number
    INNER JOIN step.crimes AS c ON c.crime_number = v.crime_number
    LEFT JOIN rule.sensitive_group AS o ON o.offence_group = c.offence_group
) AS kinds
