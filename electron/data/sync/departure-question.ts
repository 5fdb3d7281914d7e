import { DeparturesResponse } from '#shared/sync/care.ts'
import { readMeta } from '../database/meta.ts'
import type { RecordKey } from '../queries/sync.ts'
import { callServer } from './http.ts'
import { confirmedBy } from './purge.ts'
import type { Session } from './session.ts'

export const nameOf = ({ table, id }: RecordKey): string => `${table} ${id}`

/**
 * Asks the server about records that no feed brings: which it says, signed, may not be read, and of which it knows
 * nothing. By name, as `nameOf` gives it; a record in neither may be read.
 * @throws AppError server/*, account/*; ServerRefusal
 */
export async function askAbout(
  session: Session,
  records: readonly RecordKey[],
): Promise<{ readonly gone: ReadonlySet<string>; readonly unknown: ReadonlySet<string> }> {
  const serverKey = await session.store.read((db) => readMeta(db, 'serverKey'))
  const answer = await callServer(session.connection, {
    method: 'POST',
    path: 'devices/me/departures',
    body: { records },
    answer: DeparturesResponse,
  })
  await session.heard(answer)
  const gone = confirmedBy(answer, session.identity.device, serverKey, false) ?? []
  return { gone: new Set(gone.map(nameOf)), unknown: new Set(answer.unknown.map(nameOf)) }
}
