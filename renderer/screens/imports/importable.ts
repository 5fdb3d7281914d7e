import type { ImportRow } from '#shared/contract/imports.ts'

/** True for a row an import would take: a faulty one or one that is no data never is. */
export function isImportable(row: Pick<ImportRow, 'verdict'>): boolean {
  return row.verdict !== 'bad' && row.verdict !== 'not-data'
}
