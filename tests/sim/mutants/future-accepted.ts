import type { restamp as original } from '../../../server/sync/restamp.ts'

export const restamp: typeof original = (op, { last }) => ({ op, stamps: {}, told: {}, last })
