-- The kinds of duty there are: everything that a measure may ask of one. A few thousand rows, on
-- which the clauses of the measures are tried once each, instead of on millions of duties.
SELECT
    CAST(row_number() OVER () AS INTEGER) AS kind_number,
    kinds.*
FROM (
    SELECT DISTINCT rule_number, status, status_lenient, reason, basis, enhanced
    FROM step.verdicts
) AS kinds
