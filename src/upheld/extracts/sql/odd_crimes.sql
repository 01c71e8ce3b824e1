SELECT row_number, 'reported_at' AS "column",
    'empty, and so is month: no clock starts' AS reason, '' AS "value"
FROM extract.crimes
WHERE reported_at IS NULL AND month IS NULL
