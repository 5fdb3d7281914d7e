import type { KeptRecord } from '#shared/contract/sync-centre.ts'
import { lastWrite, lifeOf, type RecordState, valuesOf } from '#shared/sync/merge.ts'
import type { Json } from '#shared/sync/op.ts'
import type { Reader } from '../database/schema.ts'
import { keptRecords } from '../queries/kept-copies.ts'
import { stateIn } from '../queries/record-states.ts'
import type { RecordKey } from '../queries/sync.ts'
import { addedBy } from './kept-state.ts'
import { parseState } from './record-state.ts'

/** What is kept of a record that the server lacks, or lacks something of. */
export interface KeptHere extends RecordKey {
  readonly kind: KeptRecord['kind']
  readonly since: string
  /** Id of the user whose laptop hands it in again; null where nothing says so. */
  readonly by: string | null
  /** What the server lacks of it. */
  readonly values: Readonly<Record<string, Json>>
}

/** Kept records, the longest kept first. */
export async function keptHere(db: Reader, limit: number): Promise<KeptHere[]> {
  const found: KeptHere[] = []
  for (const { state: text, stranded, ...record } of await keptRecords(db, limit)) {
    const state = parseState(text)
    const isDeleted = lifeOf(state) === 'deleted'
    const lacking = addedBy(await serverStateOf(db, record), state)
    const maker = valuesOf(state).createdBy
    found.push({
      ...record,
      kind: isDeleted ? 'delete' : stranded ? 'record' : 'edit',
      by: stranded && typeof maker === 'string' ? maker : (lastWrite(lacking)?.by ?? null),
      values: valuesOf(isDeleted ? state : lacking),
    })
  }
  return found
}

async function serverStateOf(db: Reader, key: RecordKey): Promise<RecordState> {
  const text = await stateIn(db, 'base', key)
  return text === undefined ? {} : parseState(text)
}
