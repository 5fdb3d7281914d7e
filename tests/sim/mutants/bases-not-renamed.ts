import { renameStamps as original } from '../../../shared/sync/merge.ts'

export const renameStamps: typeof original = (op, renamed) => {
  const whole = original(op, renamed)
  const fields = Object.entries(whole.fields).map(([name, write]) => [
    name,
    { ...write, base: op.fields[name]?.base ?? [] },
  ])
  return { ...whole, fields: Object.fromEntries(fields) }
}
