import { applyOp as original } from '../../../shared/sync/merge.ts'

/** Last writer wins, and nothing else is known of the field. */
export const applyOp: typeof original = (state, op) => {
  const { state: merged } = original(state, op)
  const winners = Object.entries(merged).map(([name, field]) => {
    const [first] = field.heads
    return [name, { ...field, heads: first && name !== 'deleted' ? ([first] as const) : field.heads }]
  })
  return { state: Object.fromEntries(winners), losses: [] }
}
