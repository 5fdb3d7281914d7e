import { AppError } from '#shared/contract/errors.ts'
import { type StageRequest, type StageStepAsked, stageRequestField } from '#shared/domain/project-stages.ts'
import { baseFor, lifeOf } from '#shared/sync/merge.ts'
import type { Writer } from '../database/schema.ts'
import { commitOperation, nextStamp } from './commit-operation.ts'
import { loadState } from './load-state.ts'
import type { WriteContext } from './record.ts'

/**
 * Asks the server to take a project to another stage. Until its decision comes with the feed, the project stays where
 * it is and the request is shown as pending. A later request takes the place of an earlier one.
 * @throws AppError record/not-found for a project that is not here
 */
export async function requestStage(
  tx: Writer,
  context: WriteContext,
  id: string,
  asked: StageStepAsked,
): Promise<void> {
  const before = await loadState(tx, 'projects', id)
  if (Object.keys(before).length === 0 || lifeOf(before) === 'deleted') throw new AppError('record/not-found')
  const v: StageRequest = {
    ...asked,
    state: 'pending',
    requestedBy: context.author,
    requestedAt: new Date(context.nowMs).toISOString(),
    refusal: null,
    refusedField: null,
    decidedAt: null,
  }
  const hlc = await nextStamp(tx, context)
  const fields = { [stageRequestField]: { v, hlc, base: baseFor(before, stageRequestField, false) } }
  await commitOperation(tx, context, { table: 'projects', id, kind: 'request', before, hlc, fields })
}
