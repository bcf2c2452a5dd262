-- The rows of record_related of each Patient in one value, for who reads a single
-- resource: 24 bytes each (party, since, until), in order. NULL: not gathered yet.
ALTER TABLE record_whose ADD COLUMN related {bytes};
