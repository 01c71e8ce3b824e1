"""Names, postcodes and spellings that are evidently made up.

No postcode area is called ZZ, and every family name begins with a word for what is not real.
"""

from __future__ import annotations

from functools import cache

SPELLINGS = 4  # the right one and three wrong ones, in that order
_STARTS = ("Al", "Bre", "Cor", "Dal", "El", "Fen", "Gar", "Hol", "Is", "Jo", "Kel", "Lor", "Mar",
           "Nel", "Or", "Pel", "Quin", "Ros", "Sel", "Tor", "Ul", "Ver", "Wil", "Yor")  # fmt: skip
_ENDS = ("ado", "bella", "cim", "dora", "ena", "fin", "gard", "ina", "karo", "lian", "mira", "nox",
         "olo", "quil", "rith", "tavo")  # fmt: skip
_UNREAL = ("Sample", "Mock", "Pretend", "Demo", "Ficti", "Imagin", "Fabri", "Notional", "Sham",
           "Makebe", "Dummy", "Placehol", "Specimen", "Invento", "Hypothe", "Trial", "Example",
           "Figmen", "Contri", "Unreal")  # fmt: skip
_PLACES = ("by", "croft", "dale", "field", "ford", "gate", "ham", "hurst", "ley", "mere", "port",
           "shaw", "stead", "thorpe", "ton", "well", "wick", "worth")  # fmt: skip
_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
POSTCODES_A_BOROUGH = 10 * len(_LETTERS) ** 2


@cache
def given_names() -> tuple[str, ...]:
    """Each name followed by its wrong spellings."""
    return _spellings(tuple(start + end for start in _STARTS for end in _ENDS))


@cache
def family_names() -> tuple[str, ...]:
    return _spellings(tuple(start + end for start in _UNREAL for end in _PLACES))


@cache
def postcodes(boroughs: int) -> tuple[str, ...]:
    """POSTCODES_A_BOROUGH of them a borough."""
    return tuple(
        f"ZZ{borough + 1} {digit}{first}{second}"
        for borough in range(boroughs)
        for digit in range(10)
        for first in _LETTERS
        for second in _LETTERS
    )


def _spellings(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(
        spelling
        for name in names
        for spelling in (name, _dropped(name), _doubled(name), _swapped(name))
    )


def _dropped(name: str) -> str:
    middle = len(name) // 2
    return name[:middle] + name[middle + 1 :]


def _doubled(name: str) -> str:
    middle = len(name) // 2
    return name[:middle] + name[middle] + name[middle:]


def _swapped(name: str) -> str:
    middle = len(name) // 2
    return name[: middle - 1] + name[middle] + name[middle - 1] + name[middle + 1 :]
