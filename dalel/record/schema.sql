-- The truth: an append-only log of entries, and the texts they speak of, by SHA-256.
CREATE TABLE IF NOT EXISTS log (
    seq     INTEGER PRIMARY KEY,
    kind    TEXT NOT NULL,          -- source, actor, document, answer, review, key
    body    TEXT,                   -- canonical JSON (RFC 8785); NULL where a redaction emptied the entry
    salt    TEXT,                   -- random, NULL where body is
    content TEXT NOT NULL UNIQUE,   -- SHA-256 over body and salt: the name of the entry in other entries
    author  TEXT NOT NULL,          -- who added the entry
    at      TEXT NOT NULL,          -- when, UTC
    prev    TEXT NOT NULL,          -- hash of the entry before
    hash    TEXT NOT NULL UNIQUE    -- SHA-256 over the entry with `content` and `prev`
) STRICT;
CREATE INDEX IF NOT EXISTS log_by_kind ON log (kind, seq);
CREATE TRIGGER IF NOT EXISTS log_is_never_changed BEFORE UPDATE ON log
    BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER IF NOT EXISTS log_is_never_shortened BEFORE DELETE ON log
    BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
-- Who signed which entry, and which of the key's entries it is; see docs/formats/entries.md.
CREATE TABLE IF NOT EXISTS signatures (
    seq       INTEGER PRIMARY KEY REFERENCES log (seq),
    key       BLOB NOT NULL,        -- the author's Ed25519 key
    number    INTEGER NOT NULL,     -- the key's own count of its entries
    previous  BLOB NOT NULL,        -- id of the key's entry before
    id        BLOB NOT NULL UNIQUE, -- what names the signed entry anywhere
    signature BLOB NOT NULL,
    taken     INTEGER NOT NULL      -- 1 where the entry came from another record
) STRICT;
CREATE INDEX IF NOT EXISTS signatures_by_key ON signatures (key, number);
CREATE TRIGGER IF NOT EXISTS signatures_are_never_changed BEFORE UPDATE ON signatures
    BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER IF NOT EXISTS signatures_are_never_removed BEFORE DELETE ON signatures
    BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
-- Entries that are not kept here, but vouch for some that are and came without their own signature.
CREATE TABLE IF NOT EXISTS vouchers (
    id        BLOB PRIMARY KEY,
    key       BLOB NOT NULL,
    number    INTEGER NOT NULL,
    previous  BLOB NOT NULL,
    kind      TEXT NOT NULL,
    content   TEXT NOT NULL,
    author    TEXT NOT NULL,
    at        TEXT NOT NULL,
    signature BLOB NOT NULL         -- empty where the next one vouches for this one, too
) STRICT, WITHOUT ROWID;
-- What authors signed of the whole of their entries; see docs/formats/checkpoint.md.
CREATE TABLE IF NOT EXISTS checkpoints (
    key  BLOB NOT NULL,
    size INTEGER NOT NULL,          -- of how many entries
    root BLOB NOT NULL,             -- of their Merkle tree
    note TEXT NOT NULL,             -- the signed note
    PRIMARY KEY (key, size, root)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS texts (
    sha256 TEXT PRIMARY KEY,
    zstd   BLOB NOT NULL            -- UTF-8, Zstandard
) STRICT, WITHOUT ROWID;
-- A row while the file may still hold bytes of redacted words; see redaction.clean.
CREATE TABLE IF NOT EXISTS leftovers (
    since TEXT NOT NULL
) STRICT;
-- Sealed reports that were opened and wait to be accepted or refused. Not part of the log; nothing is derived from them.
-- Without row numbers, which would tell in which order they came.
CREATE TABLE IF NOT EXISTS quarantine (
    id       TEXT PRIMARY KEY,      -- random
    received TEXT NOT NULL,         -- when it was opened, UTC, the beginning of the hour
    digest   TEXT NOT NULL UNIQUE,  -- of what was sealed, under the desk's key, so that the same report is kept once
    body     TEXT,                  -- what it says, JSON; NULL once it was accepted
    document TEXT                   -- id of the document that it became; NULL before
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS quarantine_photos (
    report TEXT NOT NULL REFERENCES quarantine (id),
    number INTEGER NOT NULL,        -- 1 for the first
    width  INTEGER NOT NULL,        -- in pixels
    height INTEGER NOT NULL,
    jpeg   BLOB NOT NULL,           -- drawn anew from pixels
    PRIMARY KEY (report, number)
) STRICT, WITHOUT ROWID;
