"""Extracts → duties → figures → edition: one SQL file a step, numbered in the order they run."""
