"""For machines: a read-only JSON API, feeds of an edition's open half, and a tile to embed."""
