declare module 'better-sqlite3' {
  import type { RawDatabase, RawOptions } from './driver.ts'

  const SQLite: new (file: string, options?: RawOptions) => RawDatabase
  export default SQLite
}
