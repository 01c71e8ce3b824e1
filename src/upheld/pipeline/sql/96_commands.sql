-- The force and its BCUs (every unit, where no force was named): what is shown by personal breakdown.
SELECT DISTINCT cell_unit, unit_type, unit_code
FROM step.units
WHERE unit_type IN ('force', 'bcu', 'unit')
