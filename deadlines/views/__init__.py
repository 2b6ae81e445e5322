"""Pages: what will be said, what was said, the calendar, the ladders."""
