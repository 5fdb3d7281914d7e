import type { Migration } from './migration.ts'

/** Industry chains with their links, and which enterprises stand on which link. */
export const chains: Migration = {
  version: 16,
  name: 'industry-chains',
  up: (database) => {
    database.exec(tables)
    database.exec(enterprisesOfLinks)
  },
}

const tables = `
CREATE TABLE industry_chains (
  id TEXT PRIMARY KEY NOT NULL, unit_id TEXT, created_by TEXT, created_at TEXT, origin TEXT,
  import_batch_id TEXT, name TEXT, chief_leader TEXT, lead_dept TEXT, chain_office TEXT, status TEXT,
  remarks TEXT, rank_order INTEGER, updated_by TEXT, updated_at TEXT
) STRICT;
CREATE TABLE chain_links (
  id TEXT PRIMARY KEY NOT NULL, unit_id TEXT, created_by TEXT, created_at TEXT, origin TEXT,
  import_batch_id TEXT, chain_id TEXT, parent_id TEXT, name TEXT, position TEXT, state TEXT, gap_note TEXT,
  leader TEXT, rank_order INTEGER, updated_by TEXT, updated_at TEXT
) STRICT;
CREATE INDEX chain_links_by_chain ON chain_links (chain_id);
ALTER TABLE enterprises ADD COLUMN chain_link_ids TEXT;
`

/** Kept by triggers, so that a chain's page need not read all enterprises. */
const enterprisesOfLinks = `
CREATE TABLE enterprise_links (
  link_id TEXT NOT NULL, enterprise_id TEXT NOT NULL, PRIMARY KEY (link_id, enterprise_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX enterprise_links_by_enterprise ON enterprise_links (enterprise_id);

CREATE TRIGGER enterprise_links_more AFTER INSERT ON enterprises WHEN new.chain_link_ids IS NOT NULL BEGIN
  DELETE FROM enterprise_links WHERE enterprise_id = new.id;
  INSERT OR IGNORE INTO enterprise_links (link_id, enterprise_id)
  SELECT link.value, new.id FROM json_each(new.chain_link_ids) link WHERE link.type = 'text';
END;
CREATE TRIGGER enterprise_links_less AFTER DELETE ON enterprises BEGIN
  DELETE FROM enterprise_links WHERE enterprise_id = old.id;
END;
CREATE TRIGGER enterprise_links_other AFTER UPDATE OF chain_link_ids ON enterprises
WHEN old.chain_link_ids IS NOT new.chain_link_ids BEGIN
  DELETE FROM enterprise_links WHERE enterprise_id = new.id;
  INSERT OR IGNORE INTO enterprise_links (link_id, enterprise_id)
  SELECT link.value, new.id FROM json_each(coalesce(new.chain_link_ids, '[]')) link WHERE link.type = 'text';
END;
`
