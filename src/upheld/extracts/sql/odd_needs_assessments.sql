SELECT n.row_number, 'victim_id' AS "column",
    'no such victim among the rows that are used' AS reason, n.victim_id AS "value"
FROM extract.needs_assessments AS n ANTI JOIN extract.victims AS v ON v.victim_id = n.victim_id
