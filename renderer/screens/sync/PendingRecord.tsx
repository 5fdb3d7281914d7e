import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { PendingChange } from '#shared/contract/sync.ts'
import { i18n } from '../../lib/i18n.ts'
import { fieldText, listText, tableText } from './field-text.ts'
import { recordAddress } from './record-address.ts'
import styles from './sync.module.css'

/** The record a change belongs to, as a link to where it is seen, when that is on this device. */
export function RecordLink({
  change: { table, recordId, title, home },
}: {
  readonly change: Pick<PendingChange, 'table' | 'recordId' | 'title' | 'home'>
}) {
  const { t } = useTranslation('forms')
  const name = unbroken(title || t('untitled'))
  return (
    <>
      <span className="op-meta">{tableText(table)}</span>{' '}
      {home ? <Link to={recordAddress(table, recordId, home)}>{name}</Link> : name}
    </>
  )
}

/** A name whose day at the end is not torn apart where the line ends. */
function unbroken(name: string): ReactNode {
  const [, words, day] = /^(.*) (\d{4}-\d{2}-\d{2})$/.exec(name) ?? []
  if (day === undefined) return name
  return (
    <span>
      {words} <span className={styles.day}>{day}</span>
    </span>
  )
}

/** `修改`, `新建`, ...: what was done. */
export function changeTitle(change: Pick<PendingChange, 'kind'>): string {
  return i18n.t([`sync:kind.${change.kind}`, 'sync:kind.other'])
}

/** The fields that were changed, as the forms name them; left out for a new record, where it is all of them. */
export function changedFields(change: Pick<PendingChange, 'table' | 'fields' | 'kind'>): string {
  if (change.kind === 'create' || change.kind === 'delete' || change.kind === 'undelete') return ''
  return listText([...new Set(change.fields.map((field) => fieldText(change.table, field)))])
}
