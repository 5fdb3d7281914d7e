import { z } from 'zod'
import { ChangeGroup } from '#shared/sync/protocol.ts'
import { entryOf, type FeedEntry } from './feed-page.ts'

const Grouped = z.object({ group: ChangeGroup })

/** Entries cut at the last place where no whole operation is open. */
export interface CutEntries {
  readonly ready: readonly FeedEntry[]
  /** Those that belong together with what is still to come. */
  readonly rest: readonly FeedEntry[]
  /** Wholes that go on after the last entry. */
  readonly open: ReadonlySet<string>
}

/**
 * Finds how far the next entries of a scope's feed can be applied without cutting a whole operation.
 * @param openBefore ids of the wholes that were open where the entries begin, as a JSON array
 */
export function cutAtWholes(entries: readonly FeedEntry[], openBefore = '[]'): CutEntries {
  const open = new Set(z.array(z.string()).parse(JSON.parse(openBefore)))
  let cut = 0
  entries.forEach(({ raw }, index) => {
    // Also of an entry that this version does not understand otherwise.
    const { data } = Grouped.safeParse(raw)
    if (data && data.group.left > 0) open.add(data.group.id)
    else if (data) open.delete(data.group.id)
    if (open.size === 0) cut = index + 1
  })
  return { ready: entries.slice(0, cut), rest: entries.slice(cut), open }
}

/** Entries as they are kept. */
export function heldText(rest: readonly FeedEntry[], open: ReadonlySet<string>) {
  return { changes: JSON.stringify(rest.map(({ raw }) => raw)), openGroups: JSON.stringify([...open]) }
}

/** The inverse of `heldText`. */
export function entriesIn(changes: string): FeedEntry[] {
  return z.array(z.unknown()).parse(JSON.parse(changes)).map(entryOf)
}
