"""Books of several units become one: added up by role and code, and held against a higher-level book."""
