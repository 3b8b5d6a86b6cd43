-- The truth: an append-only log of entries, and the texts they speak of, by SHA-256.
CREATE TABLE IF NOT EXISTS log (
    seq     INTEGER PRIMARY KEY,
    kind    TEXT NOT NULL,          -- source, actor, document, answer, review
    body    TEXT,                   -- canonical JSON (RFC 8785); NULL where a redaction emptied the entry
    salt    TEXT,                   -- random, NULL where body is
    content TEXT NOT NULL,          -- SHA-256 over body and salt
    author  TEXT NOT NULL,          -- who added the entry
    at      TEXT NOT NULL,          -- when, UTC
    prev    TEXT NOT NULL,          -- hash of the entry before
    hash    TEXT NOT NULL UNIQUE    -- SHA-256 over the entry with `content` and `prev`
) STRICT;
CREATE INDEX IF NOT EXISTS log_reviews ON log (seq) WHERE kind = 'review';
CREATE TRIGGER IF NOT EXISTS log_is_never_changed BEFORE UPDATE ON log
    BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER IF NOT EXISTS log_is_never_shortened BEFORE DELETE ON log
    BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TABLE IF NOT EXISTS texts (
    sha256 TEXT PRIMARY KEY,
    zstd   BLOB NOT NULL            -- UTF-8, Zstandard
) STRICT, WITHOUT ROWID;
-- A row while the file may still hold bytes of redacted words; see redaction.clean.
CREATE TABLE IF NOT EXISTS leftovers (
    since TEXT NOT NULL
) STRICT;
