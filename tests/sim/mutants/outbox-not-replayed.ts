import { putBack as original } from '../../../electron/data/sync/record-in-hand.ts'

/** Shows what the server knows, without what waits. */
export const putBack: typeof original = async (tx, record, at, ...rest) => {
  const { waiting } = record
  const [first] = waiting
  if (!first || !record.changed) return original(tx, record, at, ...rest)
  await original(tx, { ...record, waiting: [{ ...first, fields: {} }] }, at, ...rest)
}
