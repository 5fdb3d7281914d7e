import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { PendingChange } from '#shared/contract/sync.ts'
import { i18n } from '../../lib/i18n.ts'
import { fieldText, tableText } from './field-text.ts'

/** Tables whose records have a page of their own. */
const pages: readonly string[] = ['enterprises', 'contacts', 'trips', 'visits']

/** The record a change belongs to, as a link where it has a page. */
export function RecordLink({
  change,
}: {
  readonly change: Pick<PendingChange, 'table' | 'recordId' | 'title'>
}) {
  const { t } = useTranslation('forms')
  const name = change.title || t('untitled')
  return (
    <>
      <span className="op-meta">{tableText(change.table)}</span>{' '}
      {pages.includes(change.table) ? <Link to={`/${change.table}/${change.recordId}`}>{name}</Link> : name}
    </>
  )
}

/** `修改`, `新建`, ...: what was done. */
export function changeTitle(change: Pick<PendingChange, 'kind'>): string {
  return i18n.t([`sync:kind.${change.kind}`, 'sync:kind.other'])
}

/** The fields that were changed, as the forms name them; left out for a new record, where it is all of them. */
export function changedFields(change: Pick<PendingChange, 'table' | 'fields' | 'kind'>): string {
  if (change.kind === 'create') return ''
  return change.fields.map((field) => fieldText(change.table, field)).join('、')
}
