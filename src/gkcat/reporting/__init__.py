"""How far the units are, in tables and in the words of an office: the weekly and monthly report, the circular."""
