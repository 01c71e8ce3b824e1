-- The actions of this bucket's crimes, as far as any later step reads them. Where there are several
-- buckets, they are taken out of all actions once, and not by every step again. Those of the bucket
-- are found by the join alone: a range of ids beside it makes the engine expect few rows, and build
-- the joins the wrong way round.
SELECT
    c.crime_number,
    c.unit_code,
    a.row_number,
    a.victim_id,
    a.action,
    a.about_event_id,
    a.about,
    CAST(a.done_at AS DATE) AS done_on,
    a.recorded_at,
    a.recorded_by,
    a.result,
    a.reason,
    a.text_digest
FROM extract.actions AS a
INNER JOIN step.crimes AS c ON c.crime_id = a.crime_id
