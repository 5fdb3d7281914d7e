import type { Migration } from './migration.ts'

/** Rich notes: their edits, what they say as plain text, and what is typed and not sealed yet. */
export const noteEdits: Migration = {
  version: 9,
  name: 'note-edits',
  up: (database) => {
    database.exec(tables)
    database.exec(triggers)
  },
}

const tables = `
ALTER TABLE notes ADD COLUMN owner_table TEXT;
ALTER TABLE notes ADD COLUMN owner_id TEXT;
CREATE INDEX notes_by_owner ON notes (owner_table, owner_id) WHERE owner_id IS NOT NULL;

CREATE TABLE note_edits (
  id TEXT PRIMARY KEY NOT NULL, unit_id TEXT, created_by TEXT, created_at TEXT, origin TEXT,
  import_batch_id TEXT, note_id TEXT, kind TEXT, generation TEXT, content TEXT, covers TEXT, authored TEXT,
  updated_by TEXT, updated_at TEXT
) STRICT;
CREATE INDEX note_edits_by_note ON note_edits (note_id, id);

-- What a note says, for lists and the search; made of its edits.
CREATE TABLE note_texts (
  note_id TEXT PRIMARY KEY NOT NULL, plain TEXT NOT NULL, edits INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Notes whose text is to be made anew, by notes/refresh.ts.
CREATE TABLE note_stale (note_id TEXT PRIMARY KEY NOT NULL) STRICT, WITHOUT ROWID;

-- What is typed and not sealed into an edit yet. draft: what the note is to be, as long as it is not one.
CREATE TABLE note_journal (
  place INTEGER PRIMARY KEY, note_id TEXT NOT NULL, generation TEXT, content TEXT NOT NULL, draft TEXT,
  at TEXT NOT NULL
) STRICT;
CREATE INDEX note_journal_by_note ON note_journal (note_id, place);
`

const triggers = `
CREATE TRIGGER note_edits_more AFTER INSERT ON note_edits WHEN new.note_id IS NOT NULL BEGIN
  INSERT OR IGNORE INTO note_stale (note_id) VALUES (new.note_id);
END;
CREATE TRIGGER note_edits_other AFTER UPDATE ON note_edits WHEN new.note_id IS NOT NULL BEGIN
  INSERT OR IGNORE INTO note_stale (note_id) VALUES (new.note_id);
END;
CREATE TRIGGER note_edits_less AFTER DELETE ON note_edits WHEN old.note_id IS NOT NULL BEGIN
  INSERT OR IGNORE INTO note_stale (note_id) VALUES (old.note_id);
END;
CREATE TRIGGER notes_more AFTER INSERT ON notes
WHEN EXISTS (SELECT 1 FROM note_edits WHERE note_id = new.id) BEGIN
  INSERT OR IGNORE INTO note_stale (note_id) VALUES (new.id);
END;
CREATE TRIGGER notes_other AFTER UPDATE ON notes
WHEN EXISTS (SELECT 1 FROM note_edits WHERE note_id = new.id) BEGIN
  INSERT OR IGNORE INTO note_stale (note_id) VALUES (new.id);
END;
CREATE TRIGGER notes_less AFTER DELETE ON notes BEGIN
  DELETE FROM note_texts WHERE note_id = old.id;
  DELETE FROM note_stale WHERE note_id = old.id;
END;
`
