"""Which edition the site shows: decided by a person, checked first, recorded with who and when."""
