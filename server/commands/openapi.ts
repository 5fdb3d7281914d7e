import { createServer } from '../app.ts'
import { connect } from '../database/open-database.ts'

/** Prints the description of the HTTP interface. Needs no database: nothing is asked of it. */
export async function printOpenApi(): Promise<number> {
  console.log(await openApiText())
  return 0
}

/** The description as it stands in `docs/openapi.json`. */
export async function openApiText(): Promise<string> {
  const database = connect('postgresql://127.0.0.1:1/unused')
  const app = await createServer({ database: database.db })
  await app.ready()
  const text = JSON.stringify(app.swagger(), null, 2)
  await app.close()
  await database.close()
  return text
}
