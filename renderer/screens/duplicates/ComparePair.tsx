import { SwapOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { DuplicatePair, MergePreview, PairSide } from '#shared/contract/duplicates.ts'
import type { MergeableTable } from '#shared/domain/mergeable-tables.ts'
import type { MergeField, MergeSide } from '#shared/domain/merging.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { Notice } from '../../components/Notice.tsx'
import { Answered } from '../../components/Screen.tsx'
import { call } from '../../lib/client.ts'
import { formatInstant } from '../../lib/format.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { showToast } from '../../lib/toasts.ts'
import { useAction } from '../../lib/use-action.ts'
import { fieldText, listText, tableText, valueText } from '../sync/field-text.ts'
import styles from './duplicates.module.css'

interface Props {
  readonly table: MergeableTable
  readonly pair: DuplicatePair
}

/** Two records side by side: which is kept, which value of each field, or that they are two. */
export function ComparePair({ table, pair }: Props) {
  const { t } = useTranslation('duplicates')
  // Null until it is known which is the fuller one; that is proposed to be kept.
  const [isSwapped, setSwapped] = useState<boolean | null>(null)
  const [kept, merged] = isSwapped ? [pair.right, pair.left] : [pair.left, pair.right]
  const preview = useLiveQuery('duplicates.preview', { table, keptId: kept.id, mergedId: merged.id })
  const fullerId = preview.data?.fullerId
  useEffect(() => {
    if (fullerId !== undefined) setSwapped((now) => now ?? fullerId === pair.right.id)
  }, [fullerId, pair.right.id])
  return (
    <Answered query={preview} empty={<EmptyState text={t('compare.gone')} />}>
      {(data) =>
        isSwapped !== null && data.kept.id === kept.id ? (
          <Compared key={kept.id} table={table} preview={data} onSwap={() => setSwapped(!isSwapped)} />
        ) : null
      }
    </Answered>
  )
}

function Compared({
  table,
  preview: { kept, merged, fields, carried, otherUnit },
  onSwap,
}: {
  readonly table: MergeableTable
  readonly preview: MergePreview
  readonly onSwap: () => void
}) {
  const { t } = useTranslation('duplicates')
  const [choices, setChoices] = useState<Readonly<Record<string, MergeSide>>>({})
  const merge = useAction(async () => {
    await call('duplicates.merge', { table, keptId: kept.id, mergedId: merged.id, choices })
    showToast(t('compare.merged-toast', { kept: kept.name, merged: merged.name }), () =>
      call('duplicates.undo', { table, id: merged.id }),
    )
  })
  const ignore = useAction(async () => {
    const pair = { table, leftId: kept.id, rightId: merged.id }
    await call('duplicates.ignore', pair)
    showToast(t('compare.ignored'), () => call('duplicates.heed', pair))
  })
  return (
    <>
      <table className={styles.fields}>
        <thead>
          <tr>
            <th scope="col">{t('compare.field')}</th>
            {[kept, merged].map((side) => (
              <th key={side.id} scope="col">
                <SideHead table={table} side={side} isKept={side === kept} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => (
            <FieldRow
              key={field.name}
              table={table}
              field={field}
              side={choices[field.name] ?? field.suggested}
              onChoose={(side) => setChoices({ ...choices, [field.name]: side })}
            />
          ))}
        </tbody>
      </table>
      {fields.length === 0 && <p className="op-meta">{t('compare.same')}</p>}
      <p>
        {carried.length === 0
          ? t('compare.nothingCarried')
          : t('compare.carried', {
              list: listText(
                carried.map(({ table, count }) =>
                  t('compare.carriedItem', { name: tableText(table), count }),
                ),
              ),
            })}
      </p>
      <p className="op-meta">{t('compare.explain')}</p>
      {otherUnit && <Notice kind="warn" title={t('compare.otherUnit')} />}
      <ErrorNotice error={merge.error ?? ignore.error} onClose={merge.clearError} />
      <div className={styles.actions}>
        <Button type="primary" disabled={otherUnit} loading={merge.busy} onClick={() => merge.run()}>
          {t('compare.merge')}
        </Button>
        <Button icon={<SwapOutlined aria-hidden />} onClick={onSwap}>
          {t('compare.swap')}
        </Button>
        <Button loading={ignore.busy} onClick={() => ignore.run()}>
          {t(table === 'enterprises' ? 'compare.ignoreEnterprises' : 'compare.ignoreContacts')}
        </Button>
      </div>
    </>
  )
}

function SideHead({
  table,
  side,
  isKept,
}: {
  readonly table: MergeableTable
  readonly side: PairSide
  readonly isKept: boolean
}) {
  const { t } = useTranslation('duplicates')
  return (
    <>
      <Link to={`/${table}/${side.id}`}>
        {t(isKept ? 'compare.kept' : 'compare.merged', { name: side.name })}
      </Link>
      <div className="op-meta">
        {[side.at, t('compare.updated', { time: formatInstant(side.updatedAt) })].filter(Boolean).join(' · ')}
      </div>
    </>
  )
}

function FieldRow({
  table,
  field,
  side,
  onChoose,
}: {
  readonly table: MergeableTable
  readonly field: MergeField
  readonly side: MergeSide
  readonly onChoose: (side: MergeSide) => void
}) {
  const { t } = useTranslation('duplicates')
  const name = fieldText(table, field.name)
  const option = (value: 'kept' | 'merged') => {
    const found = field[value]
    // What a list points to is not always known by name here; it is something all the same.
    const count = Array.isArray(found) ? found.length : 0
    const text =
      valueText(table, field.name, found) || (count > 0 ? t('compare.items', { count }) : t('compare.empty'))
    return (
      <td>
        <label className={`${styles.option} ${side === value || side === 'both' ? styles.taken : ''}`}>
          <input
            type="radio"
            name={field.name}
            checked={side === value}
            onChange={() => onChoose(value)}
            aria-label={`${name}: ${text}`}
          />
          <span>{text}</span>
        </label>
      </td>
    )
  }
  return (
    <tr>
      <th scope="row">
        {name}
        {field.canHaveBoth && (
          <label className={styles.option}>
            <input
              type="checkbox"
              checked={side === 'both'}
              onChange={({ target }) => onChoose(target.checked ? 'both' : 'kept')}
            />
            <span className="op-meta">{t('compare.both')}</span>
          </label>
        )}
      </th>
      {option('kept')}
      {option('merged')}
    </tr>
  )
}
