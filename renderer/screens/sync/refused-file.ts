import type { RefusedRecord } from '#shared/contract/sync-centre.ts'
import { formatInstant } from '../../lib/format.ts'
import { i18n } from '../../lib/i18n.ts'
import { readableValues, tableText } from './field-text.ts'
import { changeTitle } from './PendingRecord.tsx'
import { refusalText } from './refusal-text.ts'

/** Refused changes as a person reads them, for a file or a message to a colleague. */
export function refusedAsText(changes: readonly RefusedRecord[], madeBy: string, now: Date): string {
  const head = [
    i18n.t('sync:refused.fileTitle', { count: changes.length }),
    i18n.t('sync:refused.fileHead', { name: madeBy, time: formatInstant(now.toISOString(), new Date(0)) }),
  ]
  return [...head, ...changes.map(changeAsText)].join('\n\n')
}

function changeAsText(change: RefusedRecord): string {
  const { table, title, at, madeAt, values, names } = change
  const written = (instant: string) => formatInstant(instant, new Date(0))
  return [
    `【${tableText(table)}】${title || i18n.t('forms:untitled')}（${changeTitle(change)}）`,
    i18n.t('sync:refused.fileMade', { made: written(madeAt), refused: written(at) }),
    i18n.t('sync:refused.reason', { reason: refusalText(change) }),
    ...readableValues(table, values, names).map(({ name, text }) => `  ${name}：${text}`),
  ].join('\n')
}
