-- The truth: an append-only log of entries, and the texts they speak of, by SHA-256.
CREATE TABLE IF NOT EXISTS log (
    seq    INTEGER PRIMARY KEY,
    kind   TEXT NOT NULL,           -- source, actor, document, answer
    body   TEXT NOT NULL,           -- canonical JSON (RFC 8785)
    author TEXT NOT NULL,           -- who added the entry
    at     TEXT NOT NULL,           -- when, UTC
    prev   TEXT NOT NULL,           -- hash of the entry before
    hash   TEXT NOT NULL UNIQUE     -- SHA-256 over the entry with `prev`
) STRICT;
CREATE TRIGGER IF NOT EXISTS log_is_never_changed BEFORE UPDATE ON log
    BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER IF NOT EXISTS log_is_never_shortened BEFORE DELETE ON log
    BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TABLE IF NOT EXISTS texts (
    sha256 TEXT PRIMARY KEY,
    zstd   BLOB NOT NULL            -- UTF-8, Zstandard
) STRICT, WITHOUT ROWID;
