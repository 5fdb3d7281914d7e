import type { Migration } from './migration.ts'

/**
 * An index that is read from its best hit on (ADR 0014), and what long lists need so that no page, count or detail
 * looks through a table. All records are indexed anew after the first start, a little at a time.
 */
export const searchAndScale: Migration = {
  version: 12,
  name: 'search-and-scale',
  up: (database) => {
    database.exec(index)
    database.exec(indexAnew)
    database.exec(visitsOfEnterprises)
    database.exec(peopleOfVisits)
    database.exec(lists)
  },
}

const index = `
DROP TABLE search_index;
DROP TABLE search_docs;
-- rowid: kind, day and count of the record, see search/search-index.ts.
CREATE TABLE search_docs (
  rowid INTEGER PRIMARY KEY, table_name TEXT NOT NULL, record_id TEXT NOT NULL, digest INTEGER NOT NULL,
  UNIQUE (table_name, record_id)
) STRICT;
-- Words are made by search/document.ts, each once a record. No positions and no copy of the text: a hit is proved
-- against the record itself.
CREATE VIRTUAL TABLE search_index USING fts5 (
  words, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
);
`

const indexAnew = `
INSERT OR REPLACE INTO meta (key, value)
SELECT 'searchBacklog', stretches FROM (
  SELECT json_group_array(json_object('table', name, 'from', first, 'to', last)) AS stretches, count(*) AS tables
  FROM (
    SELECT 'enterprises' AS name, min(id) AS first, max(id) AS last FROM enterprises
    UNION ALL SELECT 'contacts', min(id), max(id) FROM contacts
    UNION ALL SELECT 'visits', min(id), max(id) FROM visits
    UNION ALL SELECT 'notes', min(id), max(id) FROM notes
    UNION ALL SELECT 'trips', min(id), max(id) FROM trips
    UNION ALL SELECT 'demands', min(id), max(id) FROM demands
    UNION ALL SELECT 'commitments', min(id), max(id) FROM commitments
    UNION ALL SELECT 'contactPosts', min(id), max(id) FROM contact_posts
    UNION ALL SELECT 'followUps', min(id), max(id) FROM follow_ups
  ) WHERE first IS NOT NULL
) WHERE tables > 0;
`

const visitsOfEnterprises = `
ALTER TABLE enterprises ADD COLUMN last_visit_on TEXT;
ALTER TABLE enterprises ADD COLUMN visit_count INTEGER NOT NULL DEFAULT 0;
UPDATE enterprises SET (last_visit_on, visit_count) =
  (SELECT max(occurred_on), count(*) FROM visits WHERE enterprise_id = enterprises.id);

CREATE TRIGGER enterprises_visits_of_new AFTER INSERT ON enterprises
WHEN EXISTS (SELECT 1 FROM visits WHERE enterprise_id = new.id) BEGIN
  UPDATE enterprises SET (last_visit_on, visit_count) =
    (SELECT max(occurred_on), count(*) FROM visits WHERE enterprise_id = new.id) WHERE id = new.id;
END;
CREATE TRIGGER visits_of_enterprise_more AFTER INSERT ON visits BEGIN
  UPDATE enterprises SET (last_visit_on, visit_count) =
    (SELECT max(occurred_on), count(*) FROM visits WHERE enterprise_id = new.enterprise_id)
  WHERE id = new.enterprise_id;
END;
CREATE TRIGGER visits_of_enterprise_less AFTER DELETE ON visits BEGIN
  UPDATE enterprises SET (last_visit_on, visit_count) =
    (SELECT max(occurred_on), count(*) FROM visits WHERE enterprise_id = old.enterprise_id)
  WHERE id = old.enterprise_id;
END;
CREATE TRIGGER visits_of_enterprise_other AFTER UPDATE OF enterprise_id, occurred_on ON visits
WHEN old.enterprise_id IS NOT new.enterprise_id OR old.occurred_on IS NOT new.occurred_on BEGIN
  UPDATE enterprises SET (last_visit_on, visit_count) =
    (SELECT max(occurred_on), count(*) FROM visits WHERE enterprise_id = enterprises.id)
  WHERE id IN (old.enterprise_id, new.enterprise_id);
END;
`

/** Who was met at which visit, so that a person's page need not read all visits. */
const peopleOfVisits = `
CREATE TABLE visit_people (
  person_id TEXT NOT NULL, visit_id TEXT NOT NULL, PRIMARY KEY (person_id, visit_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX visit_people_by_visit ON visit_people (visit_id);
INSERT OR IGNORE INTO visit_people (person_id, visit_id)
SELECT json_extract(person.value, '$.personId'), visits.id FROM visits, json_each(visits.their_people) person
WHERE json_extract(person.value, '$.personId') IS NOT NULL;

CREATE TRIGGER visit_people_more AFTER INSERT ON visits WHEN new.their_people IS NOT NULL BEGIN
  DELETE FROM visit_people WHERE visit_id = new.id;
  INSERT OR IGNORE INTO visit_people (person_id, visit_id)
  SELECT json_extract(person.value, '$.personId'), new.id FROM json_each(new.their_people) person
  WHERE json_extract(person.value, '$.personId') IS NOT NULL;
END;
CREATE TRIGGER visit_people_less AFTER DELETE ON visits BEGIN
  DELETE FROM visit_people WHERE visit_id = old.id;
END;
CREATE TRIGGER visit_people_other AFTER UPDATE OF their_people ON visits
WHEN old.their_people IS NOT new.their_people BEGIN
  DELETE FROM visit_people WHERE visit_id = new.id;
  INSERT OR IGNORE INTO visit_people (person_id, visit_id)
  SELECT json_extract(person.value, '$.personId'), new.id FROM json_each(new.their_people) person
  WHERE json_extract(person.value, '$.personId') IS NOT NULL;
END;
`

/** One index for each order of a list; the columns behind the order answer its filters and counts without a row. */
const lists = `
DROP INDEX enterprises_by_update;
CREATE INDEX enterprises_list_by_update ON enterprises (
  updated_at DESC, id, city, industry_chain, priority, status, target_level, target_category, visit_count, badges
);
CREATE INDEX enterprises_list_by_name ON enterprises (pinyin, name, id);
CREATE INDEX enterprises_list_by_visit ON enterprises (last_visit_on DESC, id);
CREATE INDEX enterprises_by_city ON enterprises (city, updated_at);
CREATE INDEX enterprises_by_chain ON enterprises (industry_chain, updated_at);
CREATE INDEX contacts_list ON contacts (pinyin, id);
DROP INDEX visits_by_day;
CREATE INDEX visits_list ON visits (occurred_on, start_time, id);
CREATE INDEX visits_by_type ON visits (type, occurred_on, start_time, id);
CREATE INDEX visits_by_outcome ON visits (outcome_level, occurred_on, start_time, id);
DROP INDEX visits_by_author;
CREATE INDEX visits_by_author ON visits (created_by, occurred_on, start_time, id);
-- All that is looked through for every key pressed in a name field, with what the hits are ordered by.
DROP INDEX enterprises_by_spelling;
CREATE INDEX enterprises_by_spelling ON enterprises (
  name_norm, short_name, initials, pinyin, uscc, id, last_visit_on
);
`
