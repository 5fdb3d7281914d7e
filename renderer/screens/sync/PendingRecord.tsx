import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { PendingChange } from '#shared/contract/sync.ts'
import { i18n } from '../../lib/i18n.ts'
import { fieldText, listText, tableText } from './field-text.ts'
import styles from './sync.module.css'

/** Where a record of a table is shown; tables without a page of their own have none. */
const pages: Readonly<Record<string, (id: string) => string>> = {
  enterprises: (id) => `/enterprises/${id}`,
  contacts: (id) => `/contacts/${id}`,
  trips: (id) => `/trips/${id}`,
  minutes: (id) => `/minutes/${id}`,
  projects: (id) => `/projects/${id}`,
  visits: (id) => `/visits/${id}`,
  followUps: (id) => `/promises?tab=followUps&open=${id}`,
  demands: (id) => `/promises?tab=demands&open=${id}`,
  commitments: (id) => `/promises?tab=commitments&open=${id}`,
}

/** The record a change belongs to, as a link where it has a page and is on this device. */
export function RecordLink({
  change,
  linked = true,
}: {
  readonly change: Pick<PendingChange, 'table' | 'recordId' | 'title'>
  readonly linked?: boolean
}) {
  const { t } = useTranslation('forms')
  const name = change.title || t('untitled')
  const page = linked ? pages[change.table] : undefined
  return (
    <>
      <span className="op-meta">{tableText(change.table)}</span>{' '}
      {page ? <Link to={page(change.recordId)}>{unbroken(name)}</Link> : unbroken(name)}
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
  return listText(change.fields.map((field) => fieldText(change.table, field)))
}
