"""What tests of publishing ask and spoil."""

from __future__ import annotations

from pathlib import Path

RECORD = "verification.json"


def shown() -> str | None:
    """The name of the edition that readers see."""
    from upheld.web.staff import editions

    main = editions.main()
    return main.name if main else None


def no_record(edition: Path) -> None:
    (edition / RECORD).unlink()


def altered(edition: Path) -> None:
    with (edition / "open/quality.parquet").open("ab") as file:
        file.write(b" ")
