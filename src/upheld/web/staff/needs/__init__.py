"""Needs assessments: what a victim needs, asked on the doorstep, decided by the officer."""
