import type { Migration } from './migration.ts'

/** Every filter of the list of enterprises is answered from the index of its order, without reading a row. */
export const listFilters: Migration = {
  version: 23,
  name: 'list-filters',
  up: (database) => {
    database.exec(indexes)
  },
}

const indexes = `
DROP INDEX enterprises_list_by_update;
CREATE INDEX enterprises_list_by_update ON enterprises (
  updated_at DESC, id, city, industry_chain, priority, status, target_level, target_category, visit_count, badges,
  last_visit_on, contact_interval_days, liaison_leader, is_local
);
`
