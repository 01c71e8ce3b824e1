"""The sample of real published data that is shipped, brought into one folder of extracts."""

from __future__ import annotations

from pathlib import Path

from upheld import published
from upheld.extracts import met_counts, mopac_pas, police_uk
from upheld.extracts.import_report import ImportReport
from upheld.extracts.published_files import Announce

CONVERTERS = {
    police_uk.SOURCE: police_uk.convert,
    mopac_pas.SOURCE: mopac_pas.convert,
    met_counts.SOURCE: met_counts.convert,
}


def import_sample(out: Path, announce: Announce = lambda _: None) -> tuple[ImportReport, ...]:
    """Import every source of the sample into ``out``; a report a source.

    ``out`` is new, or holds this import already: then it is left as it is.
    """
    files = published.sample()
    return tuple(
        convert(files[source], out, announce=announce) for source, convert in CONVERTERS.items()
    )
