"""From source files to a Whoosh index: read, split, repair, date, place, segment, write."""
