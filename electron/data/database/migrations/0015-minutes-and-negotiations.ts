import type { Migration } from './migration.ts'

/** Minutes of talks, and what is negotiated round by round. */
export const minutesAndNegotiations: Migration = {
  version: 15,
  name: 'minutes-and-negotiations',
  up: (database) => {
    database.exec(tables)
  },
}

const tables = `
CREATE TABLE minutes (
  id TEXT PRIMARY KEY NOT NULL, unit_id TEXT, created_by TEXT, created_at TEXT, origin TEXT,
  import_batch_id TEXT, enterprise_id TEXT, visit_id TEXT, trip_id TEXT, project_id TEXT, title TEXT,
  occurred_on TEXT, start_time TEXT, end_time TEXT, place TEXT, chair TEXT, recorder TEXT, our_people TEXT,
  their_people TEXT, topics TEXT, demands TEXT, agreed TEXT, internal_remarks TEXT, confidentiality TEXT,
  updated_by TEXT, updated_at TEXT
) STRICT;
CREATE INDEX minutes_by_enterprise ON minutes (enterprise_id, occurred_on);
CREATE INDEX minutes_by_visit ON minutes (visit_id) WHERE visit_id IS NOT NULL;

CREATE TABLE negotiation_topics (
  id TEXT PRIMARY KEY NOT NULL, unit_id TEXT, created_by TEXT, created_at TEXT, origin TEXT,
  import_batch_id TEXT, enterprise_id TEXT, project_id TEXT, trip_id TEXT, title TEXT, position INTEGER,
  updated_by TEXT, updated_at TEXT
) STRICT;
CREATE INDEX negotiation_topics_by_enterprise ON negotiation_topics (enterprise_id);
CREATE INDEX negotiation_topics_by_project ON negotiation_topics (project_id) WHERE project_id IS NOT NULL;

CREATE TABLE negotiation_rounds (
  id TEXT PRIMARY KEY NOT NULL, unit_id TEXT, created_by TEXT, created_at TEXT, origin TEXT,
  import_batch_id TEXT, topic_id TEXT, enterprise_id TEXT, visit_id TEXT, trip_id TEXT, occurred_on TEXT,
  ask TEXT, offer TEXT, gap TEXT, decider TEXT, state TEXT, updated_by TEXT, updated_at TEXT
) STRICT;
CREATE INDEX negotiation_rounds_by_topic ON negotiation_rounds (topic_id);
CREATE INDEX negotiation_rounds_by_enterprise ON negotiation_rounds (enterprise_id);

ALTER TABLE demands ADD COLUMN minutes_id TEXT;
ALTER TABLE commitments ADD COLUMN minutes_id TEXT;
`
