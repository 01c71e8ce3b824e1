-- Every victim of a crime reported within the window, with what decides whether they are asked.
-- person_ref is read here to ask nobody twice; it goes no further.
WITH interviews AS (
    SELECT r.victim_id, v.person_ref, max(r.interviewed_on) AS last_on
    FROM extract.survey_responses AS r
    LEFT JOIN extract.victims AS v ON v.victim_id = r.victim_id
    WHERE r.victim_id IS NOT NULL AND r.interviewed_on < $until
    GROUP BY r.victim_id, v.person_ref
),
persons AS (
    SELECT person_ref, max(last_on) AS last_on
    FROM interviews
    WHERE person_ref IS NOT NULL
    GROUP BY person_ref
)
SELECT
    v.victim_id,
    v.crime_id,
    v.person_ref,
    v.kind,
    v.date_of_birth,
    v.language,
    coalesce(v.interpreter_needed, FALSE) AS interpreter_needed,
    v.safe_contact,
    coalesce(v.on_duty, FALSE) AS on_duty,
    coalesce(v.survey_opted_out, FALSE) AS opted_out,
    c.unit_code,
    c.offence_code,
    c.offence_group,
    c.reported_how,
    coalesce(c.domestic_abuse, FALSE) AS domestic_abuse,
    coalesce(c.hate_crime, FALSE) AS hate_crime,
    CAST(c.reported_at AS DATE) AS reported_on,
    greatest(i.last_on, p.last_on) AS interviewed_on
FROM extract.victims AS v
INNER JOIN extract.crimes AS c ON c.crime_id = v.crime_id
LEFT JOIN interviews AS i ON i.victim_id = v.victim_id
LEFT JOIN persons AS p ON p.person_ref = v.person_ref
WHERE CAST(c.reported_at AS DATE) >= $since AND CAST(c.reported_at AS DATE) < $until
ORDER BY v.victim_id
