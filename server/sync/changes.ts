import { sql } from 'kysely'
import { longText } from '#shared/sync/op-text.ts'
import { pageLimit } from '#shared/sync/protocol.ts'
import type { Database } from '../database/open-database.ts'
import { rightsOf } from './rights.ts'

/** Most bytes of changes in one page, before compression. One change larger than that makes a page of its own. */
const pageBytes = 1_048_576

export interface ChangesQuery {
  readonly userId: string
  /** What the device has of each scope; a scope that is missing starts at 0. */
  readonly since: ReadonlyMap<string, number>
  readonly limit: number
  /** Whether operations that stand in the short form are handed out in it. */
  readonly short: boolean
  readonly serverTime: number
}

export interface ChangesPage {
  /** The JSON text of a `ChangesResponse`. */
  readonly text: string
  /** The scopes that the user may read. */
  readonly grants: readonly string[]
}

/**
 * One page of the feed. Grants, heads and changes are of one moment: no change is handed out of a scope that the user
 * has no grant for. Scopes in which nothing is new are left out.
 */
export async function changesPage(db: Database, query: ChangesQuery): Promise<ChangesPage> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      const { epoch, lease_days: leaseDays } = await tx
        .selectFrom('organisation')
        .select(['epoch', 'lease_days'])
        .executeTakeFirstOrThrow()
      const { grants } = await rightsOf(tx, query.userId)
      const heads = await headsOf(tx, grants)
      let rowsLeft = Math.min(query.limit, pageLimit)
      let bytesLeft = pageBytes
      let more = false
      const scopes: string[] = []
      for (const scope of grants) {
        const since = query.since.get(scope) ?? 0
        const { head, horizon } = heads.get(scope) ?? { head: 0, horizon: 0 }
        if (head === since) continue
        if (since < horizon) {
          // What the device lacks is no longer kept: it fetches the scope as a whole.
          scopes.push(`{"scope":${JSON.stringify(scope)},"head":${head},"horizon":${horizon},"changes":[]}`)
          continue
        }
        const room = { rows: rowsLeft, bytes: bytesLeft, isEmpty: bytesLeft === pageBytes }
        const page = rowsLeft > 0 && bytesLeft > 0 ? await read(tx, scope, since, room) : []
        rowsLeft -= page.length
        bytesLeft -= page.reduce((sum, { size }) => sum + size, 0)
        // A later scope must not be read past this one's rest: what it names may stand there.
        if (since + page.length < head) {
          more = true
          rowsLeft = 0
        }
        const changes = page.map((row) => changeText(row, query.short)).join(',')
        scopes.push(`{"scope":${JSON.stringify(scope)},"head":${head},"changes":[${changes}]}`)
      }
      const opening = JSON.stringify({ epoch, serverTime: query.serverTime, grants, leaseDays })
      return { text: `${opening.slice(0, -1)},"scopes":[${scopes.join(',')}],"more":${more}}`, grants }
    })
}

async function headsOf(
  db: Database,
  scopes: readonly string[],
): Promise<Map<string, { head: number; horizon: number }>> {
  const { rows } = await sql<{ id: string; max_seq: number; horizon: number }>`
    select id, max_seq, horizon from scope where id = any(${scopes}::text[])`.execute(db)
  return new Map(rows.map(({ id, max_seq, horizon }) => [id, { head: max_seq, horizon }]))
}

/** What a page can still take. An empty one takes its first change whatever its size. */
interface Room {
  readonly rows: number
  readonly bytes: number
  readonly isEmpty: boolean
}

/**
 * The next changes of a scope. Of a record that has left the scope since, whoever comes later hears no more than that
 * it left: they had no right to it when they asked.
 */
async function read(db: Database, scope: string, since: number, room: Room): Promise<readonly ChangeRow[]> {
  const { rows } = await sql<ChangeRow>`
    select seq, size, group_id, group_left,
      case when is_here then kind else 'leave' end as kind,
      case when is_here then body::text
        else json_build_object('table', table_name, 'id', record_id)::text end as body
    from (
      select *, kind <> 'leave' and not exists (
        select from records
        where records.table_name = page.table_name and records.id = page.record_id
          and not page.scope = any(records.scopes)
      ) as is_here
      from (
        select *, sum(size) over (order by seq) as running from (
          select * from change where scope = ${scope} and seq > ${since} order by seq limit ${room.rows}
        ) as next
      ) as page
      where running <= ${room.bytes} or (running = size and ${room.isEmpty})
    ) as told
    order by seq`.execute(db)
  return rows
}

interface ChangeRow {
  readonly seq: number
  readonly kind: string
  readonly body: string
  readonly size: number
  readonly group_id: string | null
  readonly group_left: number | null
}

function changeText({ seq, kind, body, group_id, group_left }: ChangeRow, short: boolean): string {
  const opening =
    group_id === null ? `{"seq":${seq}` : `{"seq":${seq},"group":{"id":"${group_id}","left":${group_left}}`
  switch (kind) {
    case 'op':
      return `${opening},"kind":"op","op":${short ? body : longText(body)}}`
    case 'enter':
      return `${opening},"kind":"enter","record":${body}}`
    default:
      return `${opening},"kind":"leave",${body.slice(1)}`
  }
}
