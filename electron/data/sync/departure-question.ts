import { DeparturesResponse, DeparturesStatement } from '#shared/sync/care.ts'
import { readMeta } from '../database/meta.ts'
import type { RecordKey } from '../queries/sync.ts'
import { callServer } from './http.ts'
import { isSignedBy } from './server-key.ts'
import type { Session } from './session.ts'

/** A record under one text, for a set. */
export const nameOf = ({ table, id }: RecordKey): string => `${table} ${id}`

/** What the server says of the records it was asked about, and of no others; by name, as `nameOf` gives it. */
export interface DepartureAnswer {
  /** Those that may not be read; null where the answer must not be believed. */
  readonly gone: ReadonlySet<string> | null
  /** Those that may be read, with the scopes they are in. */
  readonly kept: readonly (RecordKey & { readonly scopes: readonly string[] })[]
  /** Those of which the server knows nothing. */
  readonly unknown: ReadonlySet<string>
}

/**
 * Asks the server about records that no scope brings here.
 * @param mustBeSigned whether not even a server whose key is not known is believed without its signature
 * @throws AppError server/*, account/*; ServerRefusal
 */
export async function askAbout(
  session: Session,
  records: readonly RecordKey[],
  mustBeSigned = false,
): Promise<DepartureAnswer> {
  const serverKey = await session.store.read((db) => readMeta(db, 'serverKey'))
  const answer = await callServer(session.connection, {
    method: 'POST',
    path: 'devices/me/departures',
    body: { records },
    answer: DeparturesResponse,
  })
  await session.heard(answer)
  const asked = new Set(records.map(nameOf))
  const among = (keys: readonly RecordKey[]) => new Set(keys.map(nameOf).filter((name) => asked.has(name)))
  const ordered = orderedBy(answer, session.identity.device, serverKey, mustBeSigned)
  return {
    gone: ordered && among(ordered),
    kept: answer.kept.filter((key) => asked.has(nameOf(key))),
    unknown: among(answer.unknown),
  }
}

/** The records that an answer orders to remove; null when it must not be believed. */
function orderedBy(
  { statement: signed, epoch }: ReturnType<typeof DeparturesResponse.parse>,
  device: string,
  serverKey: string | undefined,
  mustBeSigned: boolean,
): readonly RecordKey[] | null {
  if (serverKey === undefined ? mustBeSigned : !isSignedBy(serverKey, signed)) return null
  const statement = DeparturesStatement.safeParse(parseJson(signed.text))
  if (!statement.success || statement.data.device !== device || statement.data.epoch !== epoch) return null
  return statement.data.records
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
