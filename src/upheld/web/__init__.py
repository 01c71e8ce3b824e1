"""Django: one code base, three sites that never share a process."""
