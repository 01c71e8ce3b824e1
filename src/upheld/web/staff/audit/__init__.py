"""The one audit trail: who did what, when and from where. Written once, never changed."""
