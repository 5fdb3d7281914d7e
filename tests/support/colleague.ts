import { v7 as uuidv7 } from 'uuid'
import { hlcOf } from '#shared/sync/hlc.ts'
import { Op } from '#shared/sync/op.ts'
import { idOf } from './histories.ts'

/** What a colleague's device wrote. */
interface Written {
  readonly table?: string
  readonly id: string
  readonly values: object
  /** Instant of the stamp, milliseconds since 1970. */
  readonly at: number
  /** Stamps that the colleague had seen. */
  readonly base?: readonly string[]
}

/** An operation of a colleague's device, as the server hands it out. */
export function colleagueOp({ table = 'enterprises', id, values, at, base = [] }: Written): Op {
  const hlc = hlcOf(at, 0, '00000000000000bb')
  return Op.parse({
    ...{ opId: uuidv7(), device: idOf(1), incarnation: idOf(2), localSeq: 1, schemaVersion: 1 },
    ...{ author: idOf(3), kind: 'set', table, id },
    fields: Object.fromEntries(Object.entries(values).map(([field, v]) => [field, { v, hlc, base }])),
  })
}

/** What says of every record of a colleague's whose it is and since when. */
export const ofColleague = {
  unitId: idOf(4),
  createdBy: idOf(3),
  createdAt: '2026-01-01T00:00:00.000Z',
  origin: 'manual',
} as const
