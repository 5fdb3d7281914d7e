import type { decisionOn as original } from '../../../server/sync/decide.ts'

export const decisionOn: typeof original = () => undefined
