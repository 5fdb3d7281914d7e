import type { Awaited, PendingChange } from '#shared/contract/sync.ts'

export interface HeldGroup {
  /** Since the first of them, until the last of them. */
  readonly awaits: Awaited
  readonly changes: readonly PendingChange[]
}

/** Changes that the server asked to wait with, those together that wait for the same; in the order they were made. */
export function heldTogether(changes: readonly PendingChange[]): readonly HeldGroup[] {
  const groups = new Map<string, HeldGroup>()
  for (const change of changes) {
    const { awaits } = change
    if (!awaits) continue
    const name = `${awaits.lacks} ${awaits.author}`
    const group = groups.get(name)
    groups.set(name, {
      awaits: {
        ...awaits,
        since: group && group.awaits.since < awaits.since ? group.awaits.since : awaits.since,
        until: group && group.awaits.until > awaits.until ? group.awaits.until : awaits.until,
      },
      changes: [...(group?.changes ?? []), change],
    })
  }
  return [...groups.values()]
}
