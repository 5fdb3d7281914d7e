import { isIP } from 'node:net'
import closeWithGrace from 'close-with-grace'
import { AdministrationError } from '../administration/publish.ts'
import { listUsers } from '../administration/users.ts'
import { serverLog } from '../server-log.ts'
import { startServer } from '../start.ts'
import type { Values } from './call.ts'
import { storageOf } from './files.ts'

const defaultPort = 8790

const firstSteps = `Nobody can sign in yet. In a second terminal, either make a sample organisation to try:
  npm run outpost-server -- sample
or your own first unit and user:
  npm run outpost-server -- unit add --name 招商局 --kind department
  npm run outpost-server -- user add --login LOGIN --name NAME --unit 招商局 --role team_lead`

/** @throws AdministrationError for what is no address: a server that trusts nobody by mistake limits everybody. */
function proxiesIn(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const proxies = text.split(',').map((proxy) => proxy.trim())
  const isAddress = (proxy: string) => {
    const [address = '', bits, more] = proxy.split('/')
    return isIP(address) > 0 && more === undefined && (bits === undefined || /^\d{1,3}$/.test(bits))
  }
  if (!proxies.every(isAddress))
    throw new AdministrationError(
      '--trust-proxy is an address or a network (10.0.0.0/8), or several with commas.',
    )
  return proxies.join(',')
}

/** Runs the server until it is told to stop. @returns the exit code. */
export async function serve(values: Values): Promise<number> {
  const port = values.port === undefined ? defaultPort : Number(values.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new AdministrationError('--port is a number from 0 to 65535.')
  const server = await startServer({
    dataDir: values.data ?? '.data/server',
    databaseUrl: process.env.DATABASE_URL,
    port,
    host: values.host ?? '127.0.0.1',
    files: storageOf(values),
    trustProxy: proxiesIn(values['trust-proxy']),
    log: serverLog(process.env.OUTPOST_LOG ?? 'warn'),
  })
  // Before anybody is told the address: whoever knows it may end the server at once.
  const ended = new Promise<number>((exit) => {
    closeWithGrace({ delay: 20_000 }, async ({ err }) => {
      if (err) console.error(err)
      await server.stop()
      exit(err ? 1 : 0)
    })
  })
  console.log(`Outpost server: ${server.url}`)
  // Null when it was ended in this very moment.
  const users = await listUsers(server.database).catch(() => null)
  if (users?.length === 0) console.log(firstSteps)
  return ended
}
