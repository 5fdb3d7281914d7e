import type { Input } from '#shared/contract/index.ts'
import { call } from './client.ts'
import { showToast } from './toasts.ts'
import { type Action, useAction } from './use-action.ts'

/**
 * Deletes a record, says so in one sentence and offers to take it back.
 * @param then where one looks on
 */
export function useDeletion(
  then: () => unknown = () => undefined,
): Action<[target: Input<'records.delete'>, said: string], void> {
  return useAction(async (target, said) => {
    await call('records.delete', target)
    showToast(said, () => call('records.undelete', target))
    await then()
  })
}
