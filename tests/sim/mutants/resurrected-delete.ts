import {
  confirmOp as originalOp,
  confirmState as originalState,
} from '../../../electron/data/sync/record-in-hand.ts'
import type { RecordState } from '../../../shared/sync/merge.ts'

const withoutDelete = ({ deleted: _, ...state }: RecordState): RecordState => state

/** A change that comes after the delete, replayed or late, brings the record back. */
export const confirmOp: typeof originalOp = (record, op) => {
  originalOp(record, op)
  if (!op.fields.deleted && record.confirmed.deleted) record.confirmed = withoutDelete(record.confirmed)
}

export const confirmState: typeof originalState = (record, state) =>
  originalState(record, withoutDelete(state))
