import type { Migration } from './migration.ts'

/**
 * FTS5 joins sixteen parts of one size in the very transaction that adds the sixteenth, however large they are: a save
 * then rewrites the whole index (seconds, and a log as large as the index). Parts are joined in slices instead
 * (`Store.joinIndexParts`), and FTS5's own way is left for a program that never comes to it.
 */
export const slicedMerging: Migration = {
  version: 24,
  name: 'sliced-merging',
  up: (database) => {
    database.exec("INSERT INTO search_index (search_index, rank) VALUES ('crisismerge', 400)")
  },
}
