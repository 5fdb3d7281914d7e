import { entityOf } from '#shared/domain/entities.ts'
import { canonical, mergeStates, type RecordState } from '#shared/sync/merge.ts'

/**
 * What people wrote of a record and the server does not have: the whole state to lay over the server's, null when
 * that would add nothing. What the server itself published or decided is its own to say again.
 */
export function keptBeyond(table: string, held: RecordState, server: RecordState): RecordState | null {
  const entity = entityOf(table)
  if (entity?.mergeClass === 'published' || entity?.mergeClass === 'server') return null
  const isKnown = Object.keys(server).length > 0
  const decided = new Set(isKnown ? entity?.serverDecided : [])
  const kept = Object.fromEntries(Object.entries(held).filter(([name]) => !decided.has(name)))
  return adds(server, kept) ? kept : null
}

/** Whether a state would change another one if it were laid over it. */
export function adds(state: RecordState, other: RecordState): boolean {
  return Object.keys(addedBy(state, other)).length > 0
}

/** The fields of a state that would change another one if it were laid over it. */
export function addedBy(state: RecordState, other: RecordState): RecordState {
  const merged = mergeStates(state, other)
  return Object.fromEntries(
    Object.entries(other).filter(
      ([name]) => canonical(merged[name]) !== canonical(Object.hasOwn(state, name) ? state[name] : undefined),
    ),
  )
}
