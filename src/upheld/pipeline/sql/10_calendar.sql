-- Every day of the calendar with the running count of working days up to and with it.
-- A working day is Monday to Friday less the bank holidays of England and Wales.
SELECT
    day,
    is_working_day,
    sum(CASE WHEN is_working_day THEN 1 ELSE 0 END) OVER (ORDER BY day) AS working_days
FROM (
    SELECT
        d.day,
        -- Monday is 0; this arithmetic is the same in every engine, weekday functions are not.
        date_diff('day', DATE '1900-01-01', d.day) % 7 < 5 AND h.day IS NULL AS is_working_day
    FROM rule.calendar_day AS d
    LEFT JOIN rule.bank_holiday AS h ON h.day = d.day
) AS days
