"""Call-backs: who is to be called today, safely, and what each try came to."""
