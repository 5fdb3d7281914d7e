import type { KeptRecord, RefusedRecord } from '#shared/contract/sync-centre.ts'
import { formatInstant } from '../../lib/format.ts'
import { i18n } from '../../lib/i18n.ts'
import { readableValues, tableText } from './field-text.ts'
import { changeTitle } from './PendingRecord.tsx'
import { refusalText } from './refusal-text.ts'

/** Refused changes as a person reads them, for a file or a message to a colleague. */
export function refusedAsText(changes: readonly RefusedRecord[], madeBy: string, now: Date): string {
  const title = i18n.t('sync:refused.fileTitle', { count: changes.length })
  return fileOf(
    title,
    changes.map((change) => {
      const { at, madeAt } = change
      return partOf(change, changeTitle(change), [
        i18n.t('sync:refused.fileMade', { made: written(madeAt), refused: written(at) }),
        i18n.t('sync:refused.reason', { reason: refusalText(change) }),
      ])
    }),
    madeBy,
    now,
  )
}

/** Colleagues' records that the server lacks, as a person reads them. */
export function keptAsText(records: readonly KeptRecord[], madeBy: string, now: Date): string {
  const title = i18n.t('sync:kept.fileTitle', { count: records.length })
  return fileOf(
    title,
    records.map((record) => {
      const name = record.author ?? i18n.t('sync:carried.unknown')
      return partOf(record, i18n.t(`sync:kept.kind.${record.kind}`), [
        i18n.t('sync:kept.fileWhose', { name, since: written(record.since) }),
      ])
    }),
    madeBy,
    now,
  )
}

const written = (instant: string) => formatInstant(instant, new Date(0))

function fileOf(title: string, parts: readonly string[], madeBy: string, now: Date): string {
  const head = i18n.t('sync:refused.fileHead', { name: madeBy, time: written(now.toISOString()) })
  return [title, head, ...parts].join('\n\n')
}

function partOf(
  { table, title, values, names }: Pick<KeptRecord, 'table' | 'title' | 'values' | 'names'>,
  kind: string,
  lines: readonly string[],
): string {
  return [
    i18n.t('sync:file.record', { table: tableText(table), title: title || i18n.t('forms:untitled'), kind }),
    ...lines,
    ...readableValues(table, values, names).map(({ name, text }) =>
      i18n.t('sync:file.field', { name, text }),
    ),
  ].join('\n')
}
