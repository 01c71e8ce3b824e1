"""The words of the reference that no table of the code holds; make_reference.py puts them in."""

from __future__ import annotations

from upheld.core.vocabulary import Reason, Status

DATA_CONTRACT = """# The data contract

What a force hands over: a folder of extracts, one table a file. How to map a system's export to
it is in [Map your own extracts](../how-to/map-your-extracts.md); what follows from the rows is
in [From rows to duties](from-rows-to-duties.md).

## Files

- CSV (UTF-8, one header row, commas, RFC 4180; also packed as `.csv.gz`) or Parquet, with the
  same column names.
- A file's name begins with its table: `events.csv`, `events-2022-03.csv`, `events_a.parquet`. A
  table may come in several files, which are read in the order of their names.
- Dates are `2022-05-04`, times `2022-05-04T13:30` (seconds may follow), months `2022-05`. A
  time with an offset (`Z`, `+01:00`) becomes London time; one without is London time. A
  datetime may be a bare date; a time in a date column is taken as its London date.
- `true` or `false`, in any letter case. Numbers have a decimal point. Lists are separated by
  semicolons.
- Empty means unknown.
- A column that the contract does not name is ignored, and the report says so. A missing column
  that is not required is an empty one. A missing file means that what needs it cannot be
  measured.

## One key, several rows

The row in the later file wins; within one file, the later line. Where the column `extracted_at`
stands it orders the rows first. Each replacement is counted. A key that stands twice in one
file with different values is a warning. `withdrawn` set to true removes a row and what hangs on
it; such a row needs its key and nothing more.

## Set aside, or warned of

A row is **set aside**, and not used, when a value does not parse as its type, a required value
is empty, a code is not in its list, or it hangs on nothing: a victim, event or action whose
crime is in no file, a decision whose victim is in none. The report names file, line, column,
value and reason.

A row is **used, with a warning**, when it is only odd: an event before the report; done after
it was recorded; about an event that is unknown, of another crime or of another victim; channel
and result at odds; a date of birth after the offence; a victim, unit or offence code that is
not known.

A file that cannot be read, or that lacks a key column, stops the run before anything is
replaced."""

VICTIMS_CODE = """# The Victims' Code as encoded

Every entitlement and every ground for Enhanced Rights in the files of
`src/upheld/rules/victims_code/`, in our own words: the Code's text is not here. Rules marked
\\* make duties, computed from a force's extracts; for all others the table says what could
measure them. Days are working days, standard / with Enhanced Rights. `upheld rules show ID`
tells everything about one rule, its source among it.

Until a person has checked a rule against the printed Code it rests on the evidence named."""
MAKES_DUTIES = " \\*"
RULE_HEADS = ("rule", "what the victim is owed", "when", "owed by", "days", "clock", "measured by",
              "evidence", "checked")  # fmt: skip
GROUND_HEADS = ("ground", "who", "holds by", "evidence", "checked")

CONFORMANCE = """# The conformance cases

The {cases} cases of the pack that ships in `src/upheld/rules/conformance/` ({files} files),
each in one sentence with what must follow. The facts of each case stand in its file; the pack's
own [README](../../src/upheld/rules/conformance/README.md) explains every column. How to run
another system against it: [Run the conformance pack](../how-to/run-the-conformance-pack.md)."""

COMMANDS = """# The command line

What each command says of itself with `--help`. Exit status: 0 done (warnings and rows set aside
are reported); 1 nothing could be done, or a check, a verification or a case failed; 2 wrong
use; 130 stopped with Ctrl-C. Progress is shown on a terminal only."""

EDITIONS = """# What an edition holds

An edition is a folder with two halves. Nothing in `open/` concerns one person. `restricted/`
holds one row a duty, a victim, a crime: references, never names, dates of birth or postcodes.
It may be deleted after a set time; the open half stays. `verification.json` stands beside the
two halves once `upheld verify` has run: whether every file came out the same, and what differs.
`recount.json` does once `upheld recount` has counted all of it: whether every figure agrees."""
FILES = {
    "open/figures.parquet": "One row a figure, after disclosure control, sorted by its first eight "
    "columns.",
    "open/quality.parquet": "What the checks found and what became of the rows, as counts.",
    "open/published.parquet": "The published series as they came, never recomputed.",
    "open/timing.parquet": "What the entries say of how they were made, by unit and month: see "
    "[Timing evidence](../explanation/timing-evidence.md). After disclosure control.",
    "open/moved.parquet": "How the last three months moved since first published: one row a figure "
    "that an earlier edition named with `--before` shows too. See [What a figure says]"
    "(../explanation/what-a-figure-says.md#how-the-last-months-moved).",
    "open/satisfaction.parquet": "Only where the extracts hold a satisfaction survey and the force "
    "a design for it: what the survey says, after disclosure control. See [What a survey can say]"
    "(../explanation/satisfaction-survey.md#in-an-edition).",
    "restricted/duties.parquet": "One row a duty, sorted by crime, victim, entitlement and event.",
    "restricted/victims.parquet": "One row a victim, as on the as-of date.",
    "restricted/crimes.parquet": "One row a crime.",
    "restricted/figures_full.parquet": "Every figure before disclosure control.",
}
COLUMNS = {
    "measure": "what is measured; see Measures below",
    "reading": "`strict`, `lenient`, or `published` for figures that others published",
    "unit_type": "`force`, `bcu`, `ocu`, `borough`, or `unit` where no list names it",
    "unit_code": "BCU or OCU that owns the investigation",
    "period_start": "first day of the period",
    "period_end": "last day of the period",
    "breakdown": "`none`, or what the figure is broken down by",
    "category": "`all`, or the category of the breakdown",
    "numerator": "how many were met or done",
    "denominator": "how many count: met, late and overdue; done and not recorded",
    "value": "numerator / denominator, 0 to 1; empty where nothing was due",
    "lower": "lower end of the 95% interval",
    "upper": "upper end of the 95% interval",
    "excluded": "duties excluded for a reason, not in the denominator",
    "open": "duties not done and not yet past their due date",
    "unmeasurable": "duties whose clock start is not known",
    "suppressed": "true where it is withheld: under five victims stand behind it, or with it "
    "somebody could be worked out. Every number is then empty",
    "victims": "how many victims the denominator holds",
    "table": "table of the data contract",
    "file": "name of the file; empty for a whole table",
    "severity": "`set_aside`, `warning`, `note`, or `rows` for what became of the rows",
    "column": "column of the table",
    "reason": "why the strict reading is excluded; see Reasons below",
    "count": "how many rows",
    "source": "who published it",
    "vintage": "which publication of it",
    "licence": "the licence under which it was published",
    "duty_id": "hash of crime, victim, entitlement, event and clock start: the same in every build",
    "crime_id": "the crime's reference",
    "victim_id": "one victim of one crime",
    "entitlement": "the rule, such as `VC20-R6-ARREST`",
    "event_id": "what started the clock; empty where the report did, and for routine updates",
    "clock_start_on": "day 0; empty where it is not known",
    "enhanced": "whether with Enhanced Rights; empty for routine and unmeasurable duties",
    "basis": "`recorded`, `derived` or `both`; empty where rights are standard",
    "due_on": "due date; empty where the Code sets no number of days",
    "done_on": "when it was first done in the strict reading",
    "status": "the strict reading's status; see Statuses below",
    "done_on_lenient": "when it was first done in the lenient reading",
    "status_lenient": "the lenient reading's status",
    "month": "month of the due date; of the clock start where there are no days; of the event "
    "where the duty is unmeasurable",
    "borough_code": "ONS code of the borough",
    "team": "team within the unit",
    "offence_group": "the force's own group",
    "sex": "as handed over",
    "age_band": "age at the offence, in bands",
    "ethnicity": "as handed over",
    "disability": "as handed over",
    "kind": "who the victim is in law",
    "in_scope": "false for a business without a named contact",
    "grounds": "grounds that hold without anybody's judgement, semicolons between",
    "decision": "the latest recorded decision: `eligible` or `not_eligible`",
    "completeness": "share of date of birth, sex, ethnicity and disability that are known; empty "
    "for a business",
    "crimes_in_twelve_months": "crimes against this person reported in the twelve months that end "
    "with this report, this one among them; empty where nobody could be recognised",
    "repeat_prompt": "true from the third such crime on: somebody should look whether the victim "
    "is persistently targeted; no decision",
    "safe_contact": "what must not be used to reach this victim, semicolons between; empty: none "
    "is recorded",
    "outcome_code": "Home Office outcome",
    "closed_on": "when the investigation was closed, where that is by the as-of date",
}
UNIT_CODE = "the unit's code; for the force its code, or `all` where no force is named"
COLUMNS_OF = {
    "open/figures.parquet": {"unit_code": UNIT_CODE},
    "open/quality.parquet": {
        "reason": "what is wrong, or for `rows` what became of them: read, kept, set_aside, "
        "replaced, withdrawn",
    },
    "open/published.parquet": {
        "measure": "the publisher's measure",
        "unit_code": "the place, by its code",
        "numerator": "as published",
        "denominator": "as published",
        "value": "as published",
        "lower": "as published",
        "upper": "as published",
        "breakdown": "what the figure is broken down by; may be empty",
        "category": "the category of the breakdown; may be empty",
    },
    "open/timing.parquet": {
        "kind": "the kind of evidence, such as `month-end` or `feed`",
        "of": "what is counted: `actions`, `events`, `duties`, `victims`; for `feed` its name",
        "unit_code": UNIT_CODE,
        "numerator": "how many are of that kind; for `feed` how many were found",
        "denominator": "of how many; for `feed` how many are usual",
        "value": "numerator / denominator; for `median-days-to-entry` the days (29: more than 28)",
        "expected": "for the month's end the share that the other days lead one to expect; for "
        "`feed` the usual number",
        "people": "for `one-person` how many people keyed",
        "state": "for `feed`: `as_usual`, `few`, `stopped` or `silent`",
        "last_on": "for `feed` the last day of which there was any",
        "suppressed": "true where fewer than five stand behind it: every number is then empty",
    },
    "open/moved.parquet": {
        "unit_code": UNIT_CODE,
        "first_as_of": "the as-of date of the earliest edition named in which the month was over",
        "first_numerator": "the numerator in that edition",
        "first_denominator": "its denominator",
        "first_value": "its value",
        "first_lower": "lower end of its 95% interval",
        "first_upper": "upper end of its 95% interval",
        "numerator": "how many count now; empty where the figure is gone",
        "denominator": "of how many now",
        "value": "numerator / denominator now",
        "lower": "lower end of the 95% interval now",
        "upper": "upper end of the 95% interval now",
        "suppressed": "true where either edition withholds the figure: every number is then empty",
    },
    "open/satisfaction.parquet": {
        "part": "`estimate`, `change`, `driver`, `pooled`; `right`, `leaflet`, `association`, "
        "`call_back`: what stands beside; or `method`: a word on how it was worked out",
        "outcome": "the question: the column of the interviews; of `leaflet` the reading (`issued` "
        "or `recalled`); of `call_back` what came of it",
        "breakdown": "`none`, `unit_code`, `crime_type` or a characteristic; of a driver `item` or "
        "`explained`; of a word what it is about; of `right` and `association` `whole` (a text in "
        "`note`, so that no number is without its caveats) or `why_not`",
        "category": "the category of the breakdown; of a driver the item",
        "period_kind": "`quarter` in which the crime was reported, or `rolling_year` of four",
        "period": "the quarter, or the last of the four",
        "before": "of a change, the period that it is compared with",
        "estimate": "weighted share; of a change the difference, empty without an error; of a "
        "driver its share of what is explained",
        "se": "design-based standard error",
        "lower": "lower end of the 95% interval",
        "upper": "upper end of the 95% interval",
        "n": "interviews that answered; of `leaflet` victims or interviews; of `call_back` victims",
        "effective_n": "effective number of interviews (Kish)",
        "deff": "design effect",
        "p": "of a change",
        "p_adjusted": "p adjusted for all that is compared together (Benjamini and Hochberg)",
        "verdict": "of a change `rise`, `fall` or `no change`; empty where it is not judged",
        "performance": "of a driver the share of good answers",
        "last": "of a driver what R² gains by it when all others are known",
        "suppressed": "true where withheld: every number is then empty",
        "note": "what must be said beside it",
    },
    "restricted/victims.parquet": {
        "month": "month of the report; the crime's month where no day is known",
        "basis": "as on the as-of date: `recorded`, `derived` or `both`",
        "enhanced": "whether with Enhanced Rights on the as-of date",
    },
    "restricted/crimes.parquet": {
        "from_published": "true where only a month was published, no day",
        "month": "month of the report; the crime's month where no day is known",
    },
    "restricted/figures_full.parquet": {
        "suppressed": "false throughout",
        "unit_code": UNIT_CODE,
    },
}
MANIFEST = {
    "as_of": "the date as of which everything was judged",
    "force": "code of the force whose lists were used, or null",
    "force_name": "its name",
    "demonstration": "true for made-up data",
    "software": "name and version",
    "rules_hash": "hash of every rule that all forces share and that can change a figure: Codes, "
    "measures, bank holidays",
    "force_hash": "hash of the force's own lists, or null",
    "codes": "the Codes that were loaded",
    "inputs": "each file read: table, name, sha256, rows",
    "counts": "how many crimes, victims, duties and figures; `no_code`: reports and events "
    "before the first Code; `made_up`: how many of the crimes are",
    "before": "each earlier edition named with `--before`: its as-of date, the sha256 of its "
    "manifest, its rules and software",
    "notes": "remarks, such as by what repeat victims were recognised",
    "files": "each other file of the edition with its sha256",
    "format": "version of this layout",
}
MEASURES = """Each measure is a [file of its own](measures.md). Months are shown when complete, for
the force, each BCU or OCU, borough and team (`BCU:team`), whole and by the breakdowns that the
measure has: priority and offence group. Personal breakdowns (sex, age band, ethnicity, disability,
ground, sensitive offence group) stand by complete quarter and by year, for the force and its BCUs,
always by victim; what stands beside a figure is not counted there. `-victims` is the twin by
victim. A measure of duties has the readings `strict` and `lenient`, one of victims or crimes is
`recorded` or `published`."""
MEASURE_FILES = """# The measures

One reviewed file each, in `src/upheld/rules/measures/`, in a closed vocabulary: columns and the
values that count, no expression and no query. `upheld measures list`, `show ID` and `check` read
the same files; how to add one: [Add a measure](../how-to/add-a-measure.md). The rules that they
count: [the Victims' Code as encoded](victims-code.md).
"""
OTHER_MEASURES = {
    "outstanding-r6": "duties of Right 6 not done on the as-of date: the numerator is those "
    "overdue, `open` those not yet past, the denominator both",
    "outstanding-r6-victims": "its twin by victim: the numerator is those who wait for an update "
    "that is overdue, `open` those who wait for none that is, the denominator both",
    "outcomes-police-uk": "crimes from data.police.uk by last published outcome and month",
}
STATUSES = {
    Status.MET: "done on or before the due date",
    Status.EXCLUDED: "not met, and a reason excuses it",
    Status.LATE: "done after the due date",
    Status.OVERDUE: "not done, and the due date lies before the as-of date",
    Status.OPEN: "not done, and the due date is not yet past",
    Status.UNMEASURABLE: "when the Witness Care Unit was told is not known",
    Status.DONE: "done, where no number of days is set",
    Status.NOT_RECORDED: "no record that it was done, where no number of days is set",
}
REASONS = {
    Reason.DECLINED_UPDATES: "the victim's wish for no updates was in force on the due date",
    Reason.DECLINED: "the victim declined this, by the due date",
    Reason.WITHHELD: "it was withheld with a reason recorded, by the due date",
    Reason.CLOSED: "the investigation was closed by the due date (routine updates only)",
}
