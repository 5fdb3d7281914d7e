import { z } from 'zod'
import { longForm } from '#shared/sync/op-text.ts'
import { Change, ChangesResponse } from '#shared/sync/protocol.ts'

/** A page whose changes are judged one by one, so that one that is not understood does not hold up the others. */
export const FeedPage = ChangesResponse.extend({
  scopes: z.array(
    z.object({
      scope: z.string().min(1),
      head: z.number().int().nonnegative(),
      changes: z.array(z.unknown()),
      horizon: z.number().int().nonnegative().optional(),
    }),
  ),
})
export type FeedPage = z.infer<typeof FeedPage>

/** One entry of a scope's feed; `change` is null when this version does not understand it. */
export interface FeedEntry {
  readonly seq: number
  readonly change: Change | null
  readonly raw: unknown
}

/** Why a scope's feed cannot be trusted: something is missing before `got`, or the server has less than we had. */
export interface Gap {
  readonly scope: string
  readonly expected: number
  readonly got: number
  /** Whether the server numbered more changes than it knows of now: it was set back. */
  readonly isSetBack: boolean
}

export interface SortedScope {
  readonly scope: string
  readonly head: number
  readonly entries: readonly FeedEntry[]
}

const Numbered = z.object({ seq: z.number().int().positive() })

/**
 * Checks that each scope goes on exactly where this device stands. What was applied before is left out, since a
 * page may be delivered twice; a hole stops the whole scope (sync.md 3), the other scopes go on.
 */
export function sortOut(
  page: Pick<FeedPage, 'scopes'>,
  cursors: ReadonlyMap<string, number>,
): { scopes: SortedScope[]; gaps: Gap[] } {
  const scopes: SortedScope[] = []
  const gaps: Gap[] = []
  for (const { scope, head, changes } of page.scopes) {
    const cursor = cursors.get(scope) ?? 0
    const entries = changes.map(entryOf)
    const fresh = entries.filter(({ seq }) => seq > cursor || seq === 0)
    const hole = fresh.find(({ seq }, index) => seq !== cursor + 1 + index)
    if (hole)
      gaps.push({ scope, expected: cursor + 1 + fresh.indexOf(hole), got: hole.seq, isSetBack: false })
    else if (head < cursor) gaps.push({ scope, expected: cursor, got: head, isSetBack: true })
    else scopes.push({ scope, head, entries: fresh })
  }
  return { scopes, gaps }
}

/** An entry that has not even a number counts as a hole. */
export function entryOf(raw: unknown): FeedEntry {
  const numbered = Numbered.safeParse(raw)
  const change = Change.safeParse(withLongOp(raw))
  return {
    seq: numbered.success ? numbered.data.seq : 0,
    change: change.success ? change.data : null,
    raw,
  }
}

function withLongOp(raw: unknown): unknown {
  return typeof raw === 'object' && raw !== null && 'op' in raw ? { ...raw, op: longForm(raw.op) } : raw
}
