"""An edition: a month's figures, frozen, in an open and a restricted half."""
