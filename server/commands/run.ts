import { parseArgs } from 'node:util'
import { AdministrationError } from '../administration/publish.ts'
import { openServerDatabase } from '../database/open-server-database.ts'
import { options, type Values } from './call.ts'
import { commands } from './commands.ts'
import { usage } from './usage.ts'

/**
 * Runs one command line of the server. @returns the exit code: 0 done, 1 could not be done, 2 not understood.
 */
export async function runCommand(args: readonly string[]): Promise<number> {
  let values: Values
  let words: string[]
  try {
    const parsed = parseArgs({ args: [...args], options, allowPositionals: true })
    values = parsed.values
    words = parsed.positionals
  } catch (error) {
    return misunderstood(error instanceof Error ? error.message : String(error))
  }
  if (values.help || words.length === 0) {
    console.log(usage)
    return words.length === 0 && !values.help ? 2 : 0
  }
  try {
    return await dispatch(words, values)
  } catch (error) {
    if (error instanceof AdministrationError) console.error(error.message)
    else console.error(error instanceof Error ? readable(error) : String(error))
    return 1
  }
}

async function dispatch(words: readonly string[], values: Values): Promise<number> {
  const [topic = '', verb] = words
  // The web server is read in only where it is served: the other commands start in half the time without it.
  if (topic === 'serve') return (await import('./serve.ts')).serve(values)
  if (topic === 'openapi') return (await import('./openapi.ts')).printOpenApi()
  const name = verb && commands.has(`${topic} ${verb}`) ? `${topic} ${verb}` : topic
  const command = commands.get(name)
  if (!command) return misunderstood(`Unknown command: ${words.join(' ')}`)
  const database = await openServerDatabase({
    dataDir: values.data ?? '.data/server',
    databaseUrl: process.env.DATABASE_URL,
  })
  try {
    await command({ db: database.db, values, rest: words.slice(name.split(' ').length), print: console.log })
    return 0
  } finally {
    await database.close()
  }
}

function misunderstood(problem: string): number {
  console.error(`${problem}\n\n${usage}`)
  return 2
}

function readable(error: Error): string {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (code === 'EADDRINUSE') return `The port is taken: ${error.message}. Choose another with --port.`
  if (code === 'ECONNREFUSED') return `PostgreSQL does not answer (${error.message}). Is DATABASE_URL right?`
  return error.stack ?? error.message
}
