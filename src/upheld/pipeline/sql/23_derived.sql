-- Whoever has at least one such ground under a Code.
SELECT DISTINCT victim_number, code
FROM step.grounds
