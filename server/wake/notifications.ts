import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

const channel = 'outpost_wake'
const pauseMs = 5000

/** Word between several server processes on one PostgreSQL that something was committed. */
export interface Notifications {
  readonly tellOthers: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Listens on a connection of its own, and opens another one when it breaks. `heard`: another process spoke. */
export async function notifications(url: string, heard: () => void): Promise<Notifications> {
  const self = randomUUID()
  let client: pg.Client | null = null
  let closed = false

  const open = async (): Promise<void> => {
    const next = new pg.Client({ connectionString: url, application_name: 'outpost wake' })
    next.on('notification', ({ payload }) => {
      if (payload !== self) heard()
    })
    next.on('error', () => undefined)
    next.on('end', () => {
      if (closed || client !== next) return
      client = null
      void reopen()
    })
    await next.connect()
    await next.query(`listen ${channel}`)
    client = next
  }
  const reopen = async (): Promise<void> => {
    while (!closed && !client) {
      await sleep(pauseMs, undefined, { ref: false })
      if (!closed) await open().catch(() => undefined)
    }
    // What was said meanwhile was missed.
    heard()
  }
  await open()
  return {
    tellOthers: async () => {
      await client?.query(`select pg_notify($1, $2)`, [channel, self])
    },
    close: async () => {
      closed = true
      await client?.end()
    },
  }
}
