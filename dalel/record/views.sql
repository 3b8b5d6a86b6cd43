-- Everything below is derived from the log by `dalel rebuild` and may be dropped at any moment.
-- Moments are UTC, "2022-01-05T12:40:00Z". A row holds as of T when known_at <= T < believed_to.
CREATE TABLE IF NOT EXISTS derived (
    version TEXT NOT NULL              -- which Dalel derived the views, see store.views_version
) STRICT;

CREATE TABLE IF NOT EXISTS sources (
    name        TEXT PRIMARY KEY,
    kind        TEXT NOT NULL,
    country     TEXT,
    languages   TEXT NOT NULL,      -- JSON list
    affiliation TEXT,
    url         TEXT
) STRICT;

-- The actors of the desk's file, each as it was described last.
CREATE TABLE IF NOT EXISTS actors (
    name TEXT PRIMARY KEY,
    body TEXT NOT NULL              -- JSON, as in the log
) STRICT;

CREATE TABLE IF NOT EXISTS documents (
    seq          INTEGER PRIMARY KEY,  -- the entry of the log
    id           TEXT NOT NULL UNIQUE, -- SHA-256 of what was published
    source       TEXT NOT NULL REFERENCES sources (name),
    url          TEXT,
    title        TEXT,
    author       TEXT,
    sha256       TEXT NOT NULL REFERENCES texts (sha256),
    language     TEXT NOT NULL,
    published_at TEXT,
    updated_at   TEXT,
    received_at  TEXT NOT NULL,
    known_at     TEXT NOT NULL,        -- when a reader could have known it
    believed_to  TEXT NOT NULL,        -- when the next revision of the same URL became known
    revision     INTEGER NOT NULL,     -- 1 for the first version at a URL
    zone         TEXT                  -- UTC offset of the publication time, for local days
) STRICT;
CREATE INDEX IF NOT EXISTS documents_by_url ON documents (source, url);
CREATE INDEX IF NOT EXISTS documents_by_time ON documents (known_at);
CREATE INDEX IF NOT EXISTS documents_by_text ON documents (sha256);

CREATE TABLE IF NOT EXISTS statements (
    row         INTEGER PRIMARY KEY,
    id          TEXT NOT NULL,
    document    INTEGER NOT NULL REFERENCES documents (seq),
    kind        TEXT NOT NULL,
    "start"     INTEGER NOT NULL,
    "end"       INTEGER NOT NULL,
    quote       TEXT NOT NULL,
    source      TEXT NOT NULL REFERENCES sources (name),
    role        TEXT NOT NULL,         -- author, named, unnamed, hearsay
    voice       TEXT,
    origin      TEXT,                  -- who the statement goes back to; NULL for hearsay
    passage     TEXT NOT NULL,         -- hash of the sentence's letters: equal in copies
    factuality  TEXT NOT NULL,
    type        TEXT,
    mode        TEXT,
    place       TEXT,                  -- key: GeoNames id, else country or name
    place_name  TEXT,
    place_kind  TEXT,                  -- city, region, country
    country     TEXT,
    lat         REAL,
    lon         REAL,
    day         TEXT,                  -- TIMEX3 value of at most a day's or a longer period
    day_basis   TEXT NOT NULL,         -- stated, reported (the day it was published), unknown
    began       TEXT,                  -- the first and the last ISO day of it
    ended       TEXT,
    block       TEXT,                  -- type, mode and place in which statements of one event can meet
    measure     TEXT,
    low         REAL,
    high        REAL,
    relation    TEXT,
    population  TEXT,
    term        TEXT,
    lemma       TEXT,
    "group"     TEXT,
    event       TEXT,                  -- the event it speaks of
    figure      TEXT,                  -- the figure it speaks of
    known_at    TEXT NOT NULL,
    believed_to TEXT NOT NULL,
    body        TEXT NOT NULL,         -- the statement as JSON, as in `dalel read --json`
    UNIQUE (document, id)
) STRICT;
CREATE INDEX IF NOT EXISTS statements_by_time ON statements (known_at);
CREATE INDEX IF NOT EXISTS statements_by_event ON statements (event) WHERE event IS NOT NULL;
CREATE INDEX IF NOT EXISTS statements_by_figure ON statements (figure) WHERE figure IS NOT NULL;
CREATE INDEX IF NOT EXISTS statements_by_block ON statements (block, day) WHERE block IS NOT NULL;
CREATE INDEX IF NOT EXISTS statements_by_quantity ON statements (measure, low, known_at) WHERE measure IS NOT NULL;
CREATE INDEX IF NOT EXISTS statements_by_group ON statements ("group", known_at) WHERE kind = 'label';

-- Figures that a denial speaks of besides its own: "164" is taken back wherever it was told.
CREATE TABLE IF NOT EXISTS denials (
    figure    TEXT NOT NULL,
    statement INTEGER NOT NULL REFERENCES statements (row),
    PRIMARY KEY (figure, statement)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS denials_by_statement ON denials (statement);

-- What was believed of an event, and from when to when.
CREATE TABLE IF NOT EXISTS events (
    event       TEXT NOT NULL,
    known_at    TEXT NOT NULL,
    believed_to TEXT NOT NULL,
    type        TEXT NOT NULL,
    mode        TEXT,
    place       TEXT,
    place_name  TEXT,
    place_kind  TEXT,                  -- city, region, country
    country     TEXT,
    lat         REAL,
    lon         REAL,
    day         TEXT,
    day_basis   TEXT NOT NULL,
    began       TEXT,
    ended       TEXT,
    standing    TEXT NOT NULL,
    because     TEXT NOT NULL,
    origins     INTEGER NOT NULL,
    statements  INTEGER NOT NULL,
    first_known TEXT NOT NULL,
    quote       TEXT NOT NULL,         -- the first statement's words
    PRIMARY KEY (event, known_at)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS events_by_day ON events (began);

-- What was believed of a figure, and from when to when.
CREATE TABLE IF NOT EXISTS figures (
    figure      TEXT NOT NULL,
    known_at    TEXT NOT NULL,
    believed_to TEXT NOT NULL,
    measure     TEXT NOT NULL,
    population  TEXT,
    place       TEXT,
    place_name  TEXT,
    country     TEXT,
    day         TEXT,
    day_basis   TEXT NOT NULL,
    began       TEXT,
    ended       TEXT,
    low         REAL,
    high        REAL,
    standing    TEXT NOT NULL,
    because     TEXT NOT NULL,
    origins     INTEGER NOT NULL,
    statements  INTEGER NOT NULL,
    PRIMARY KEY (figure, known_at)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS figures_by_day ON figures (began);

CREATE VIRTUAL TABLE IF NOT EXISTS documents_text USING fts5 (text, content='', tokenize="unicode61 remove_diacritics 2");
CREATE VIRTUAL TABLE IF NOT EXISTS statements_text
    USING fts5 (quote, content='', tokenize="unicode61 remove_diacritics 2");
