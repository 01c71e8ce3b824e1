-- Sums over crimes for each unit, series and slice, with the sums of squares that intervals need.
SELECT
    series_number,
    slice_number,
    unit_number,
    sum(crimes * hit) AS hit,
    sum(crimes * due) AS due,
    sum(crimes * hit * hit) AS hit_hit,
    sum(crimes * hit * due) AS hit_due,
    sum(crimes * due * due) AS due_due,
    sum(crimes) FILTER (due > 0) AS crimes,
    sum(crimes * hit_lenient) AS hit_lenient,
    sum(crimes * due_lenient) AS due_lenient,
    sum(crimes * hit_lenient * hit_lenient) AS hit_hit_lenient,
    sum(crimes * hit_lenient * due_lenient) AS hit_due_lenient,
    sum(crimes * due_lenient * due_lenient) AS due_due_lenient,
    sum(crimes) FILTER (due_lenient > 0) AS crimes_lenient
FROM step.slice_counts
GROUP BY series_number, slice_number, unit_number
