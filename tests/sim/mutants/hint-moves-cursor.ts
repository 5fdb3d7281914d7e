import { readMeta } from '../../../electron/data/database/meta.ts'
import type { Reader } from '../../../electron/data/database/schema.ts'
import { cursors as originalCursors } from '../../../electron/data/queries/sync.ts'
import { listenForWake as originalListen } from '../../../electron/data/sync/wake.ts'

/** What each laptop was told, by its address. */
const told = new Map<string, Map<string, number>>()

const toldTo = (serverUrl: string) => {
  const known = told.get(serverUrl) ?? new Map<string, number>()
  told.set(serverUrl, known)
  return known
}

export const listenForWake: typeof originalListen = (options) =>
  originalListen({
    ...options,
    onHint: (hint) => {
      void options.where().then((place) => {
        if (place) toldTo(place.serverUrl).set(hint.scope, hint.seq)
      })
      options.onHint(hint)
    },
  })

export const cursors: typeof originalCursors = async (db: Reader) => {
  const known = await originalCursors(db)
  const account = JSON.parse((await readMeta(db, 'account')) ?? '{}')
  const heard = toldTo(String(account.serverUrl))
  return known.map((cursor) => ({ ...cursor, seq: Math.max(cursor.seq, heard.get(cursor.scope) ?? 0) }))
}
