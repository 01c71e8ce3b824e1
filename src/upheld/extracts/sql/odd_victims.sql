-- A date of birth is personal: the report says where it stands, not what it is.
SELECT v.row_number, 'date_of_birth' AS "column",
    'after the offence: the victim counts as under 18' AS reason,
    '(not shown: personal)' AS "value"
FROM extract.victims AS v JOIN extract.crimes AS c USING (crime_id)
WHERE v.date_of_birth > coalesce(c.committed_on, CAST(c.reported_at AS DATE))
