import { sortOut as original } from '../../../electron/data/sync/feed-page.ts'

const seqOf = (change: unknown): number =>
  typeof change === 'object' && change !== null && 'seq' in change ? Number(change.seq) : 0

/** Takes what is numbered beyond the cursor, holes or not, as a reader of `id > cursor` does. */
export const sortOut: typeof original = (page, cursors) => {
  const whole = page.scopes.map(({ scope, head, changes }) => {
    const cursor = cursors.get(scope) ?? 0
    const fresh = changes.filter((change) => seqOf(change) > cursor)
    const from = seqOf(fresh.at(-1)) - fresh.length
    // Numbered without holes up to the last one, which becomes the cursor.
    return {
      scope,
      from: fresh.length === 0 ? cursor : from,
      page: {
        scope,
        head,
        changes: fresh.map((change, n) => ({ ...(change as object), seq: from + 1 + n })),
      },
    }
  })
  return original(
    { ...page, scopes: whole.map((entry) => entry.page) },
    new Map(whole.map(({ scope, from }) => [scope, from])),
  )
}
