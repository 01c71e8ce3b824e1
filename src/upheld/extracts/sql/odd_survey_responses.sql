SELECT s.row_number, 'crime_id' AS "column",
    'no such crime among the rows that are used' AS reason, s.crime_id AS "value"
FROM extract.survey_responses AS s ANTI JOIN extract.crimes AS c ON c.crime_id = s.crime_id
WHERE s.crime_id IS NOT NULL
UNION ALL
SELECT s.row_number, 'victim_id',
    'no such victim among the rows that are used', s.victim_id
FROM extract.survey_responses AS s ANTI JOIN extract.victims AS v ON v.victim_id = s.victim_id
WHERE s.victim_id IS NOT NULL
