import type { policiesContract } from '#shared/contract/policies.ts'
import { isInForce } from '#shared/domain/policies.ts'
import type { Handlers } from '../host/context.ts'
import { countPolicies, findPolicy, policiesMatching } from '../queries/policies.ts'
import { policiesSaying } from '../search/saying.ts'

export const policyHandlers: Handlers<typeof policiesContract> = {
  'policies.list': ({ read, clock: { today } }, { text, ...filter }) =>
    read(async (db) => {
      const saying = await policiesSaying(db, text)
      const asked = { ...filter, ids: saying?.ids ?? null, today }
      const rows = await policiesMatching(db, asked)
      return {
        rows: rows.map((row) => ({ ...row, inForce: isInForce(row, today) })),
        total: await countPolicies(db, asked),
        more: saying?.more ?? false,
      }
    }),
  'policies.get': ({ read, clock: { today } }, { id }) =>
    read(async (db) => {
      const policy = await findPolicy(db, id)
      return policy ? { policy, inForce: isInForce(policy, today) } : null
    }),
}
