-- One row a duty, as the data contract lays it down, in the order in which it is written: rules are
-- numbered in the order of their ids, victims in the order of crime and victim. (Sorting the narrow
-- verdicts first is quicker, but the joins then lose the order here and there.) The hash is computed
-- after the sort, which then has less to carry.
SELECT
    left(md5(concat_ws(
        '|',
        sorted.crime_id,
        sorted.victim_id,
        sorted.entitlement,
        coalesce(sorted.event_id, ''),
        coalesce(CAST(sorted.clock_start_on AS VARCHAR), '')
    )), 20) AS duty_id,
    sorted.*
FROM (
    SELECT
        c.crime_id,
        v.victim_id,
        r.entitlement,
        e.event_id,
        d.clock_start_on,
        d.enhanced,
        d.basis,
        d.due_on,
        d.done_on,
        d.status,
        d.done_on_lenient,
        d.status_lenient,
        d.reason,
        left(CAST(d.month_start AS VARCHAR), 7) AS month,
        c.unit_code,
        c.borough_code,
        c.team,
        c.offence_group,
        v.sex,
        v.age_band,
        v.ethnicity,
        v.disability
    FROM step.verdicts AS d
    INNER JOIN step.crimes AS c ON c.crime_number = d.crime_number
    INNER JOIN step.victims AS v ON v.victim_number = d.victim_number
    INNER JOIN rule.rule AS r ON r.rule_number = d.rule_number
    LEFT JOIN step.events AS e ON e.event_number = d.event_number
    ORDER BY d.victim_number, d.rule_number, d.event_number, d.clock_start_on
) AS sorted
