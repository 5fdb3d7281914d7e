import { hlcMs } from '#shared/sync/hlc.ts'
import { Op } from '#shared/sync/op.ts'
import { longForm } from '#shared/sync/op-text.ts'

/** Reads an operation as the outbox keeps it. @throws ZodError when it is none. */
export function parseOp(text: string): Op {
  return Op.parse(longForm(JSON.parse(text)))
}

/** When an operation was made: the earliest of its stamps. */
export function madeAt({ fields }: Op): string {
  return new Date(Math.min(...Object.values(fields).map(({ hlc }) => hlcMs(hlc)))).toISOString()
}
