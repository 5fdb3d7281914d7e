/** The part of the SQLite driver that the store uses; the package's own types are not reachable from outside it. */
export interface RawDatabase {
  readonly inTransaction: boolean
  prepare(sql: string): RawStatement
  exec(sql: string): unknown
  pragma(text: string, options?: { readonly simple?: boolean }): unknown
  transaction<T>(work: () => T): () => T
  close(): unknown
}

export interface RawStatement {
  readonly source: string
  readonly reader: boolean
  readonly busy: boolean
  get(...parameters: unknown[]): unknown
  all(...parameters: unknown[]): unknown[]
  run(...parameters: unknown[]): { changes: number; lastInsertRowid: number | bigint }
  iterate(...parameters: unknown[]): IterableIterator<unknown>
}

export interface RawOptions {
  readonly fileMustExist?: boolean
}
