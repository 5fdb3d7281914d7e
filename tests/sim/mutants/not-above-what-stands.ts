import type { stampToBeSeen as original } from '../../../shared/sync/own-stamps.ts'

/** A write bears the stamp of the present, whatever stands beside it. */
export const stampToBeSeen: typeof original = (_, { fields, hlc }, { above }) => ({
  ...{ fields, hlc },
  memory: { last: hlc, above },
})
