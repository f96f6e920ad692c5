"""Review rounds as they are on record: opinions, what they are about, what was reviewed, and where a unit stands."""
