"""The staff site: a force's figures and the Code as encoded, for all officers and staff."""
