import type { findCarriedOp as original } from '../../../electron/data/queries/exchange.ts'

export const findCarriedOp: typeof original = async () => undefined
