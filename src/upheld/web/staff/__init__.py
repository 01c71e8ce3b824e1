"""The staff site: a force's figures and the Code as encoded, for every officer and member of staff."""
