"""Read an official plan from its lines: pure, deterministic, every sentence in exactly one place."""
