"""Days: working days in China, deadlines on the calendar, and how a deadline is told."""
