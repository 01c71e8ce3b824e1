-- Victims with what their crime says of them: who is owed anything, when they come of age, and
-- their age band at the offence (at the report where that date is empty). Numbered in the order of
-- crime and victim.
SELECT
    row_number() OVER (ORDER BY v.crime_number, v.victim_id) AS victim_number,
    v.*,
    CASE
        WHEN v.kind = 'business' OR v.date_of_birth IS NULL OR v.offence_on IS NULL THEN NULL
        WHEN v.offence_on < v.adult_on THEN 'under 18'
        WHEN v.offence_on < v.date_of_birth + INTERVAL 25 YEAR THEN '18 to 24'
        WHEN v.offence_on < v.date_of_birth + INTERVAL 35 YEAR THEN '25 to 34'
        WHEN v.offence_on < v.date_of_birth + INTERVAL 45 YEAR THEN '35 to 44'
        WHEN v.offence_on < v.date_of_birth + INTERVAL 55 YEAR THEN '45 to 54'
        WHEN v.offence_on < v.date_of_birth + INTERVAL 65 YEAR THEN '55 to 64'
        ELSE '65 and over'
    END AS age_band
FROM (
    SELECT
        c.crime_number,
        v.victim_id,
        v.kind,
        v.kind <> 'business' OR coalesce(v.named_contact, false) AS in_scope,
        c.reported_on,
        coalesce(c.committed_on, c.reported_on) AS offence_on,
        c.closed_on,
        v.date_of_birth,
        -- One born on 29 February comes of age on 1 March: no 18th year after a leap year leaps.
        CASE
            WHEN month(v.date_of_birth) = 2 AND day(v.date_of_birth) = 29
                THEN make_date(year(v.date_of_birth) + 18, 3, 1)
            ELSE make_date(year(v.date_of_birth) + 18, month(v.date_of_birth), day(v.date_of_birth))
        END AS adult_on,
        c.offence_code,
        c.domestic_abuse,
        c.hate_crime,
        c.terrorism,
        v.update_interval_days,
        v.declined_updates_from,
        v.declined_updates_until,
        v.sex,
        v.ethnicity,
        v.disability,
        v.safe_contact
    FROM extract.victims AS v
    INNER JOIN step.crimes AS c ON c.crime_id = v.crime_id
) AS v
