import type { TableChoice, TableColumns, TableRows } from '#shared/domain/import/table-rows.ts'
import { startReader } from './reader-thread.ts'

/**
 * Reads the rows of any table that offices keep in a file (.xlsx, .xls, .csv in UTF-8 or GB18030, text with tabs) by
 * its columns, in a thread of its own, whatever the file does to memory and time. Nothing is written or kept.
 * @param path of a file that the user chose
 * @throws AppError file/unreadable, file/too-large, import/no-header, import/empty, import/protected, import/damaged,
 * import/too-much, import/too-slow, import/web-page, import/not-a-spreadsheet
 * @example await readTableFile(files.pathOf(fileToken, 'read'), { headings: { name: ['企业名称'] }, needed: ['name'] })
 */
export async function readTableFile<F extends string>(
  path: string,
  wanted: TableColumns<F>,
  choice: TableChoice = {},
): Promise<TableRows<F>> {
  const reader = startReader()
  try {
    await reader.ask('open', { path })
    // The thread answers by the columns that it was given.
    return (await reader.ask('table', { wanted, choice })) as TableRows<F>
  } finally {
    reader.stop()
  }
}
