import { sql } from 'kysely'
import { type Checksum, noChecksum, xorChecksums } from '#shared/sync/checksum.ts'
import type { Op } from '#shared/sync/op.ts'
import { opText } from '#shared/sync/op-text.ts'
import { integers, texts, uuids } from '../database/array-texts.ts'
import { inPieces } from '../database/in-pieces.ts'
import { jsonTexts } from '../database/json-texts.ts'
import type { Tx } from '../database/transaction.ts'
import { bitsOf, checksumChange } from './checksums.ts'
import { clocksOf, type ServerRecord } from './server-record.ts'

/** One entry of a scope's feed before it has its number. */
export type Entry = EntryHead &
  ({ readonly kind: 'op'; readonly body: Op } | { readonly kind: 'enter' | 'leave'; readonly body: unknown })

interface EntryHead {
  readonly scope: string
  readonly opId: string | null
  readonly table: string
  readonly id: string
  /** The whole operation that brought it about. */
  readonly group?: string
  /** By how much the scope's checksum changes; on one entry of those that a record's change brings to the scope. */
  readonly checksum?: Checksum
}

/** How a batch changed one record. `before` is undefined for a record that is new. */
export interface RecordChange {
  readonly before: ServerRecord | undefined
  readonly after: ServerRecord
  /** The accepted operations on it, in order. */
  readonly ops: readonly Op[]
}

/**
 * The feed entries of a batch. A scope that the record stays in gets the operations, one that it comes into gets
 * the whole record, one that it leaves a notice. A new record's operations are all that is to know of it.
 * Records come first, so that what names them finds them; departures come last.
 */
export function entriesOf(changes: readonly RecordChange[], order: ReadonlyMap<string, number>): Entry[] {
  const enters: Entry[] = []
  const ops: Entry[] = []
  const leaves: Entry[] = []
  for (const { before, after, ops: accepted } of changes) {
    const { table, id } = after
    const old = new Set(before?.scopes)
    const checksums = checksumChange(before, after)
    const whole = groupOf(accepted.at(-1))
    for (const scope of after.scopes) {
      const checksum = checksums.get(scope) ?? noChecksum
      if (before && !old.has(scope)) {
        const record = { table, id, values: after.values, clocks: clocksOf(after) }
        enters.push({ scope, opId: null, table, id, kind: 'enter', body: record, checksum, ...whole })
      } else {
        const [first] = accepted
        for (const op of accepted)
          ops.push({
            scope,
            opId: op.opId,
            table,
            id,
            kind: 'op',
            body: op,
            ...(op === first ? { checksum } : {}),
            ...groupOf(op),
          })
      }
    }
    for (const scope of old) {
      const checksum = checksums.get(scope) ?? noChecksum
      if (!after.scopes.includes(scope))
        leaves.push({ scope, opId: null, table, id, kind: 'leave', body: { table, id }, checksum, ...whole })
    }
  }
  const place = ({ opId }: Entry) => order.get(opId ?? '') ?? 0
  return [...enters, ...ops.sort((a, b) => place(a) - place(b)), ...leaves]
}

function groupOf(op: Op | undefined): { group?: string } {
  return op?.group ? { group: op.group.id } : {}
}

/**
 * Appends entries to their scopes' feeds. The lock on a scope's row is held until the commit, so numbers become
 * visible in their order and without holes; therefore this is the last step of a transaction, scopes in order.
 * @param nowMs the server's clock, by which the feed is kept for a number of days
 */
export async function append(tx: Tx, entries: readonly Entry[], nowMs: number): Promise<void> {
  if (entries.length === 0) return
  const counts = new Map<string, number>()
  const checksums = new Map<string, Checksum>()
  for (const { scope, checksum = noChecksum } of entries) {
    counts.set(scope, (counts.get(scope) ?? 0) + 1)
    checksums.set(scope, xorChecksums(checksums.get(scope) ?? noChecksum, checksum))
  }
  const { rows } = await sql<{ id: string; max_seq: number }>`
    insert into scope (id, max_seq, checksum)
    select id, added, checksum::bit(128)
    from unnest(
      ${[...counts.keys()]}::text[], ${[...counts.values()]}::bigint[],
      ${[...checksums.values()].map(bitsOf)}::text[]
    ) as wanted (id, added, checksum) order by id
    on conflict (id) do update
    set max_seq = scope.max_seq + excluded.max_seq, checksum = scope.checksum # excluded.checksum
    returning id, max_seq`.execute(tx)
  const next = new Map(rows.map(({ id, max_seq }) => [id, max_seq - (counts.get(id) ?? 0)]))
  const leftIn = countdownOf(entries)
  const numbered = entries.map((entry) => {
    const seq = (next.get(entry.scope) ?? 0) + 1
    next.set(entry.scope, seq)
    return { entry, seq, left: leftIn(entry) }
  })
  await inPieces(numbered, (piece) => insert(tx, piece, nowMs))
}

async function insert(
  tx: Tx,
  numbered: readonly { readonly entry: Entry; readonly seq: number; readonly left: number | null }[],
  nowMs: number,
): Promise<void> {
  const column = <T>(pick: (entry: Entry) => T) => numbered.map(({ entry }) => pick(entry))
  await sql`
    insert into change (
      scope, seq, op_id, table_name, record_id, kind, body, size, group_id, group_left, at
    )
    select
      scope, seq, op_id, table_name, record_id, kind, body::json, octet_length(body), group_id, group_left,
      ${new Date(nowMs)}::timestamptz
    from unnest(
      ${texts(column(({ scope }) => scope))}, ${integers(numbered.map(({ seq }) => seq))},
      ${texts(column(({ opId }) => opId))}, ${texts(column(({ table }) => table))},
      ${uuids(column(({ id }) => id))}, ${texts(column(({ kind }) => kind))},
      ${jsonTexts(column(bodyOf))},
      ${uuids(column(({ group }) => group ?? null))}, ${integers(numbered.map(({ left }) => left))}
    ) as added (scope, seq, op_id, table_name, record_id, kind, body, group_id, group_left)`.execute(tx)
}

const bodyOf = ({ kind, body }: Entry) => (kind === 'op' ? opText(body) : JSON.stringify(body))

/** Counts down, scope by scope, how many entries of a whole follow an entry; null for one of no whole. */
function countdownOf(entries: readonly Entry[]): (entry: Entry) => number | null {
  const left = new Map<string, number>()
  const nameOf = ({ scope, group }: Entry) => `${group} ${scope}`
  for (const entry of entries) if (entry.group) left.set(nameOf(entry), (left.get(nameOf(entry)) ?? 0) + 1)
  return (entry) => {
    if (!entry.group) return null
    const rest = (left.get(nameOf(entry)) ?? 0) - 1
    left.set(nameOf(entry), rest)
    return rest
  }
}
