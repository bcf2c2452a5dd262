-- How far the log has come: one row, written with every append.
--   size        entries there are; the next has this number
--   peaks       hashes of the complete subtrees that make up the tree, from the left
--   packed      entries that lie in tiles, which are whole
--   volumes     volumes that have an index
--   signed      size of the newest checkpoint
--   checkpoints how many there are
CREATE TABLE audit_state (
  id BIGINT PRIMARY KEY,
  size BIGINT NOT NULL,
  peaks {bytes} NOT NULL,
  packed BIGINT NOT NULL,
  volumes BIGINT NOT NULL,
  signed BIGINT NOT NULL,
  checkpoints BIGINT NOT NULL
);
INSERT INTO audit_state (id, size, peaks, packed, volumes, signed, checkpoints) VALUES (1, 0, CAST('' AS {bytes}), 0, 0, 0, 0);

-- The newest entries, as they were appended together; none reaches over the end of
-- a tile. body has a line for each, hashes the 32 bytes of each.
CREATE TABLE audit_block (
  first BIGINT PRIMARY KEY,
  entries BIGINT NOT NULL,
  hashes {bytes} NOT NULL,
  body {bytes} NOT NULL
) {clustered};

-- 256 entries each, compressed. numbers says, sorted, what they can be found by;
-- digest is of body as it stands here; since and until are their first and last time.
CREATE TABLE audit_tile (
  tile BIGINT PRIMARY KEY,
  since BIGINT NOT NULL,
  until BIGINT NOT NULL,
  root {bytes} NOT NULL,
  digest {bytes} NOT NULL,
  numbers {bytes} NOT NULL,
  hashes {bytes} NOT NULL,
  body {bytes} NOT NULL
);

-- 256 tiles each, and in which of them a number occurs: pages of pairs of a number
-- and a tile, sorted. All pairs of one number are in one page, which begins with
-- the number first.
CREATE TABLE audit_volume (
  volume BIGINT PRIMARY KEY,
  since BIGINT NOT NULL,
  until BIGINT NOT NULL,
  root {bytes} NOT NULL
);
CREATE TABLE audit_index (
  volume BIGINT NOT NULL,
  first BIGINT NOT NULL,
  pairs {bytes} NOT NULL,
  PRIMARY KEY (volume, first)
);

-- What was signed, as text of the C2SP's tlog-checkpoint.
CREATE TABLE audit_checkpoint (
  size BIGINT PRIMARY KEY,
  note TEXT NOT NULL
);
