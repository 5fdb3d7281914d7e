import type { keepRefusedOp as original } from '../../../electron/data/queries/sync.ts'

export const keepRefusedOp: typeof original = async () => undefined
