-- The days on which one pseudonym keyed enough in the whole extract for a batch. Counted once, before
-- the first bucket.
SELECT recorded_by, CAST(recorded_at AS DATE) AS keyed_on
FROM extract.actions
WHERE recorded_by IS NOT NULL AND recorded_at IS NOT NULL
GROUP BY recorded_by, CAST(recorded_at AS DATE)
HAVING count(*) >= 20
