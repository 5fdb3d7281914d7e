import { AppError } from '#shared/contract/errors.ts'
import type { CallName, Input } from '#shared/contract/index.ts'
import { noTables } from '../database/touched-tables.ts'
import { contextOfCall } from './context-of-call.ts'
import type { Endpoint } from './dispatcher.ts'
import type { GrantedFiles } from './granted-files.ts'
import type { Log } from './log.ts'
import type { VaultSession } from './session.ts'

interface Surroundings {
  readonly vault: VaultSession
  readonly endpoints: ReadonlyMap<string, Endpoint>
  readonly files: GrantedFiles
  readonly log: Log
}

interface Moment {
  readonly at: Date
  /** Identifiers no record has. */
  readonly visitId: string
  readonly enterpriseId: string
}

/** Thrown to have the rehearsal's transaction taken back. */
class TakenBack extends Error {}

/**
 * Saves an invented visit and shows it, all in one transaction that is taken back: what is loaded and compiled at the
 * first save (the pinyin dictionary above all) is ready when the user makes theirs. Nothing is kept, sent or
 * announced. Does nothing while the vault is closed.
 */
export async function rehearseFirstSave(surroundings: Surroundings, moment: Moment): Promise<void> {
  const { vault, endpoints, files, log } = surroundings
  const session = vault.session()
  if (!session) return
  const call = { name: 'rehearsal', touched: noTables(), vault, files, log, at: moment.at }
  const context = await contextOfCall(call)
  const { visitId, enterpriseId } = moment
  const { device } = session.identity
  const visit: Input<'visits.save'> = {
    id: visitId,
    enterpriseId,
    type: 'door_to_door',
    mode: 'onsite',
    occurredOn: context.clock.today,
    confidentiality: 'internal',
    newEnterprise: { name: '前哨', city: null },
    ourPeople: [{ name: '前哨' }],
    theirPeople: [{ name: '前哨' }],
  }
  await session.store
    .write(async (tx) => {
      const inside = {
        ...context,
        author: () => ({ ...session.identity, author: device, unitId: device, nowMs: context.clock.nowMs }),
        read: <T>(work: (db: typeof tx) => Promise<T>) => work(tx),
        write: <T>(work: (writer: typeof tx) => Promise<T>) => work(tx),
      }
      const play = async <N extends CallName>(name: N, input: Input<N>) => {
        const endpoint = endpoints.get(name)
        // The map pairs each handler with the schema that judges its input.
        if (endpoint) await endpoint.handler(inside, endpoint.input.parse(input) as never)
      }
      await play('visits.save', visit)
      await play('visits.get', { id: visitId })
      await play('enterprises.get', { id: enterpriseId })
      throw new TakenBack()
    })
    .catch((error: unknown) => {
      const wasClosed = error instanceof AppError || vault.session() !== session
      if (!(error instanceof TakenBack) && !wasClosed) log.error('the rehearsal failed', error)
    })
}
