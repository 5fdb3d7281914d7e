import { readMeta } from '../../../electron/data/database/meta.ts'
import type { renewIncarnation as original } from '../../../electron/data/sync/incarnation.ts'

export const renewIncarnation: typeof original = async (tx) =>
  JSON.parse((await readMeta(tx, 'identity')) ?? 'null')
