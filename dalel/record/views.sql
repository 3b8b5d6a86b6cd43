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
    credited     TEXT,                 -- the source that the document itself names as the one it is taken from
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

-- Documents that came from another record without their text: they are shown once it is here.
CREATE TABLE IF NOT EXISTS waiting (
    seq    INTEGER PRIMARY KEY,        -- the entry of the log
    sha256 TEXT NOT NULL               -- the text that is not here
) STRICT;
CREATE INDEX IF NOT EXISTS waiting_by_text ON waiting (sha256);

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
    origin      TEXT,                  -- who the statement goes back to, copies followed; NULL for hearsay
    first_told  TEXT NOT NULL,         -- the source whose words they are: of the document that was copied, or credited
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
    traits      TEXT,                  -- what tells its event from others, JSON (resolve/alike)
    period      TEXT NOT NULL,         -- of a figure: total, new or unknown (resolve/quantities)
    position    TEXT NOT NULL,         -- its place in the order in which statements became known
    measure     TEXT,
    low         REAL,
    high        REAL,
    relation    TEXT,
    population  TEXT,
    term        TEXT,
    lemma       TEXT,
    "group"     TEXT,
    event       TEXT,                  -- the event it joined
    figure      TEXT,                  -- the figure it joined
    version     INTEGER NOT NULL,      -- 0 as it was read, later ones as reviewers put it right (weigh/reviewing.py)
    known_at    TEXT NOT NULL,
    believed_to TEXT NOT NULL,
    body        TEXT NOT NULL,         -- the statement as JSON, as in `dalel read --json`
    UNIQUE (document, id, known_at)
) STRICT;
CREATE INDEX IF NOT EXISTS statements_by_time ON statements (known_at);
CREATE INDEX IF NOT EXISTS statements_by_event ON statements (event, position) WHERE event IS NOT NULL;
CREATE INDEX IF NOT EXISTS statements_by_figure ON statements (figure, position) WHERE figure IS NOT NULL;
CREATE INDEX IF NOT EXISTS statements_by_quantity ON statements (measure, low, known_at) WHERE measure IS NOT NULL;
CREATE INDEX IF NOT EXISTS statements_by_group ON statements ("group", known_at) WHERE kind = 'label';
CREATE INDEX IF NOT EXISTS statements_by_source ON statements (source, known_at);

-- Under which blocks and on which day a statement can meet others of its kind, event or figure (weigh/joining.py),
-- and between which days it looks for them.
CREATE TABLE IF NOT EXISTS found_under (
    block     TEXT NOT NULL,
    position  TEXT NOT NULL,
    statement INTEGER NOT NULL REFERENCES statements (row),
    day       TEXT NOT NULL,
    first_day TEXT NOT NULL,
    last_day  TEXT NOT NULL,
    PRIMARY KEY (block, position, statement)
) STRICT, WITHOUT ROWID;

-- The same for whole events and figures: since when one of its statements stands under a block and day.
CREATE TABLE IF NOT EXISTS groups_under (
    block     TEXT NOT NULL,
    day       TEXT NOT NULL,
    group_id  TEXT NOT NULL,
    since     TEXT NOT NULL,           -- position of the first
    PRIMARY KEY (block, day, group_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS groups_under_by_group ON groups_under (group_id);

-- What is kept of a document to find its copies (resolve/copies).
CREATE TABLE IF NOT EXISTS sketches (
    document  INTEGER PRIMARY KEY REFERENCES documents (seq),
    position  TEXT NOT NULL,           -- its place in the order in which documents became known
    source    TEXT NOT NULL,
    is_own    INTEGER NOT NULL,        -- 0 where it is a copy as a whole: later copies are found by the first
    body      TEXT NOT NULL            -- JSON
) STRICT;
CREATE INDEX IF NOT EXISTS sketches_by_position ON sketches (position);
CREATE TABLE IF NOT EXISTS sketch_keys (
    key      INTEGER NOT NULL,
    document INTEGER NOT NULL REFERENCES documents (seq),
    PRIMARY KEY (key, document)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS sketch_keys_by_document ON sketch_keys (document);

-- Sentences that were copied, rewritten or translated from an earlier document.
CREATE TABLE IF NOT EXISTS copies (
    document  INTEGER NOT NULL REFERENCES documents (seq),
    "start"   INTEGER NOT NULL,
    "end"     INTEGER NOT NULL,
    original  INTEGER NOT NULL REFERENCES documents (seq),
    earlier_start INTEGER NOT NULL,
    earlier_end   INTEGER NOT NULL,
    root      INTEGER NOT NULL REFERENCES documents (seq),  -- the original's original, and so on
    kind      TEXT NOT NULL,           -- copy, edited, partial, rewrite, translation
    score     REAL NOT NULL,
    PRIMARY KEY (document, "start")
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS copies_by_root ON copies (root);

-- Statements that a reviewer moved to another event, with all their intervals; others are where they joined.
CREATE TABLE IF NOT EXISTS moves (
    event       TEXT NOT NULL,
    statement   INTEGER NOT NULL REFERENCES statements (row),
    known_at    TEXT NOT NULL,
    believed_to TEXT NOT NULL,
    PRIMARY KEY (event, statement, known_at)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS moves_by_statement ON moves (statement);

-- Which statements speak of which event, and which figure, from when to when.
CREATE VIEW IF NOT EXISTS event_members AS
    SELECT event, row AS statement, known_at, '9999-12-31T23:59:59Z' AS believed_to FROM statements
    WHERE event IS NOT NULL AND NOT EXISTS (SELECT 1 FROM moves WHERE moves.statement = row)
    UNION ALL SELECT event, statement, known_at, believed_to FROM moves;
CREATE VIEW IF NOT EXISTS figure_members AS
    SELECT figure, row AS statement, known_at, '9999-12-31T23:59:59Z' AS believed_to FROM statements
    WHERE figure IS NOT NULL
    UNION ALL SELECT denials.figure, statement, known_at, '9999-12-31T23:59:59Z' FROM denials
    JOIN statements ON row = statement;

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
CREATE INDEX IF NOT EXISTS events_by_end ON events (ended);
CREATE INDEX IF NOT EXISTS events_by_kind ON events (type, country, began);

-- What was believed of a figure, and from when to when.
CREATE TABLE IF NOT EXISTS figures (
    figure      TEXT NOT NULL,
    known_at    TEXT NOT NULL,
    believed_to TEXT NOT NULL,
    measure     TEXT NOT NULL,
    population  TEXT,
    place       TEXT,
    place_name  TEXT,
    place_kind  TEXT,                  -- city, region, country
    country     TEXT,
    day         TEXT,
    day_basis   TEXT NOT NULL,
    began       TEXT,
    ended       TEXT,
    period      TEXT NOT NULL,         -- total, new or unknown: over what time it counts
    low         REAL,
    high        REAL,
    standing    TEXT NOT NULL,
    because     TEXT NOT NULL,
    origins     INTEGER NOT NULL,
    statements  INTEGER NOT NULL,
    PRIMARY KEY (figure, known_at)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS figures_by_day ON figures (began);
CREATE INDEX IF NOT EXISTS figures_by_end ON figures (ended);

CREATE VIRTUAL TABLE IF NOT EXISTS documents_text USING fts5 (text, content='', tokenize="unicode61 remove_diacritics 2");
CREATE VIRTUAL TABLE IF NOT EXISTS statements_text
    USING fts5 (quote, content='', tokenize="unicode61 remove_diacritics 2");

-- What reviewers decided. Targets find their statements anew each time, see reviews.statement_rows.
CREATE TABLE IF NOT EXISTS reviews (
    seq       INTEGER PRIMARY KEY,     -- the entry of the log
    action    TEXT NOT NULL,           -- confirm, dispute, merge, split, correct, annotate, redact, undo
    about     TEXT NOT NULL,           -- event, figure, statement, document, entry
    targets   TEXT NOT NULL,           -- JSON list of anchors
    changes   TEXT NOT NULL,           -- JSON object
    note      TEXT,
    by        TEXT NOT NULL,           -- the reviewer
    at        TEXT NOT NULL,
    undone_at TEXT NOT NULL,           -- from when on it has no effect
    undone_by INTEGER,                 -- the entry that undid it
    content   TEXT NOT NULL            -- by which other entries name this one
) STRICT;

-- Documents from which words were redacted, by the length of their texts: the same text is not to come back, see
-- redaction.veiled.
CREATE TABLE IF NOT EXISTS veils (
    document INTEGER PRIMARY KEY REFERENCES documents (seq),
    length   INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS veils_by_length ON veils (length);
