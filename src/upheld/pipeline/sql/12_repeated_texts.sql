-- Texts that stand under many actions (rule.repeated) of the whole extract: nearly none. Counted once,
-- before the first bucket.
SELECT text_digest
FROM extract.actions
WHERE text_digest IS NOT NULL
GROUP BY text_digest
HAVING count(*) >= (SELECT same_text FROM rule.repeated)
