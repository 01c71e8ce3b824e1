"""One month's cases so far: what is known before anybody is told anything."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from upheld.synthetic.columns import Ints
from upheld.synthetic.crimes import Crimes
from upheld.synthetic.enhanced import EnhancedRights
from upheld.synthetic.journey import Closures, Events
from upheld.synthetic.setting import Setting
from upheld.synthetic.victims import Victims


@dataclass(frozen=True)
class Scene:
    """``rights`` are by victim, ``closures`` by crime."""

    setting: Setting
    month: int
    crimes: Crimes
    victims: Victims
    rights: EnhancedRights
    events: Events
    closures: Closures

    def draws(self, purpose: int) -> np.random.Generator:
        return self.setting.draws(self.month, purpose)

    def unit(self, crime: Ints) -> Ints:
        """The unit that owns each crime, as a position in the setting's units."""
        return self.crimes.unit[crime]
