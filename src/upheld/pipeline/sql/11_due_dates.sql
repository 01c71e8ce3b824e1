-- The due date of every start and every number of working days that a rule names:
-- the Nth working day strictly after the start.
SELECT
    a.day AS start_on,
    n.days,
    b.day AS due_on
FROM step.calendar AS a
CROSS JOIN rule.number_of_days AS n
INNER JOIN step.calendar AS b
    ON b.is_working_day AND b.working_days = a.working_days + n.days
