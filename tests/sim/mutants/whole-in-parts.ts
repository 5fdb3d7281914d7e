import type { sortOutWholes as original } from '../../../server/sync/whole-operations.ts'
import type { Op } from '../../../shared/sync/op.ts'

export const sortOutWholes: typeof original = async (_, items) => ({
  ready: items.flatMap(({ op }): Op[] => {
    if (!op) return []
    const { group: __, ...single } = op
    return [single]
  }),
  earlier: [],
  staged: [],
  refused: [],
})
