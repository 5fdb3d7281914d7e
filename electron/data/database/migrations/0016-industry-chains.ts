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

/**
 * Kept by triggers with all that a chain's page counts (1 at home, 2 target, 3 other), so that it reads neither all
 * enterprises nor one row of them.
 */
const row = `link.value, e.id, CASE WHEN coalesce(e.is_local, 0) = 1 THEN 1
    WHEN e.target_level IS NOT NULL OR e.target_category IS NOT NULL OR e.priority IS NOT NULL THEN 2 ELSE 3 END,
    e.last_visit_on`
const put = `DELETE FROM enterprise_links WHERE enterprise_id = new.id;
  INSERT OR IGNORE INTO enterprise_links (link_id, enterprise_id, kind, last_visit_on)
  SELECT ${row} FROM enterprises e, json_each(coalesce(e.chain_link_ids, '[]')) link
  WHERE e.id = new.id AND link.type = 'text';`
const differs = ['chain_link_ids', 'is_local', 'target_level', 'target_category', 'priority', 'last_visit_on']

const enterprisesOfLinks = `
CREATE TABLE enterprise_links (
  link_id TEXT NOT NULL, enterprise_id TEXT NOT NULL, kind INTEGER NOT NULL, last_visit_on TEXT,
  PRIMARY KEY (link_id, enterprise_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX enterprise_links_by_enterprise ON enterprise_links (enterprise_id);

CREATE TRIGGER enterprise_links_more AFTER INSERT ON enterprises
WHEN coalesce(new.chain_link_ids, '[]') <> '[]' BEGIN
  ${put}
END;
CREATE TRIGGER enterprise_links_less AFTER DELETE ON enterprises BEGIN
  DELETE FROM enterprise_links WHERE enterprise_id = old.id;
END;
CREATE TRIGGER enterprise_links_other AFTER UPDATE OF ${differs.join(', ')} ON enterprises
WHEN (coalesce(old.chain_link_ids, '[]') <> '[]' OR coalesce(new.chain_link_ids, '[]') <> '[]')
  AND (${differs.map((column) => `old.${column} IS NOT new.${column}`).join(' OR ')}) BEGIN
  ${put}
END;
`
