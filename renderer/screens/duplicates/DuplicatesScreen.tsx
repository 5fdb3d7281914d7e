import { SearchOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import type { DuplicatePair } from '#shared/contract/duplicates.ts'
import type { MergeableTable } from '#shared/domain/mergeable-tables.ts'
import { told } from '../../components/DuplicatesButton.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { Choices } from '../../components/fields/ChoiceField.tsx'
import { Answered, Screen } from '../../components/Screen.tsx'
import { call } from '../../lib/client.ts'
import { formatInstant } from '../../lib/format.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { useAction } from '../../lib/use-action.ts'
import { ComparePair } from './ComparePair.tsx'
import styles from './duplicates.module.css'

/** Pairs of records that may be one, and beside them the two of a pair to be merged or told apart. */
export function DuplicatesScreen() {
  const { t } = useTranslation('duplicates')
  const navigate = useNavigate()
  const [address, setAddress] = useSearchParams()
  const table: MergeableTable = address.get('of') === 'contacts' ? 'contacts' : 'enterprises'
  const [chosen, setChosen] = useState<string | null>(null)
  const pairs = useLiveQuery('duplicates.pairs', { table })
  const scan = useAction(() => call('duplicates.scan', {}))
  const { data } = pairs
  const counts = useLiveQuery('duplicates.counts', {}).data
  const shown = data?.rows.find((pair) => keyOf(pair) === chosen) ?? data?.rows[0]
  return (
    <Screen
      title={t('title')}
      state={
        <span className="op-meta">
          {scan.busy
            ? t('scanning')
            : data?.scannedAt
              ? `${t('count', { count: data.total })} · ${t('scannedAt', { time: formatInstant(data.scannedAt) })}`
              : t('neverScanned')}
        </span>
      }
      actions={
        <>
          <Button icon={<SearchOutlined aria-hidden />} loading={scan.busy} onClick={() => scan.run()}>
            {t('scan')}
          </Button>
          <Button onClick={() => navigate(`/${table}`)}>{t(table)}</Button>
        </>
      }
      filters={
        <Choices
          id="duplicates-kind"
          label={t('kind')}
          options={[
            { value: 'enterprises', label: labelled(t('enterprises'), counts?.enterprises) },
            { value: 'contacts', label: labelled(t('contacts'), counts?.contacts) },
          ]}
          value={table}
          onChange={(value) => {
            setAddress({ of: value ?? 'enterprises' }, { replace: true })
            setChosen(null)
          }}
        />
      }
      flush
    >
      <ErrorNotice error={scan.error} onClose={scan.clearError} />
      <Answered query={pairs} empty={<EmptyState text={scan.busy ? t('scanning') : t('none')} />}>
        {({ rows }) => (
          <div className={styles.split}>
            <ul className={styles.pairs} aria-label={t('list')}>
              {rows.map((pair) => (
                <li key={keyOf(pair)}>
                  <PairButton pair={pair} isChosen={pair === shown} onChoose={() => setChosen(keyOf(pair))} />
                </li>
              ))}
            </ul>
            <div className={styles.compare}>
              {shown ? (
                <ComparePair key={`${table} ${keyOf(shown)}`} table={table} pair={shown} />
              ) : (
                <EmptyState text={t('choose')} />
              )}
            </div>
          </div>
        )}
      </Answered>
    </Screen>
  )
}

const labelled = (name: string, count = 0) => (count > 0 ? `${name} ${told(count)}` : name)

const keyOf = ({ left, right }: DuplicatePair) => `${left.id} ${right.id}`

function PairButton({
  pair: { left, right, reason, strength },
  isChosen,
  onChoose,
}: {
  readonly pair: DuplicatePair
  readonly isChosen: boolean
  readonly onChoose: () => void
}) {
  const { t } = useTranslation('duplicates')
  return (
    <button type="button" className={styles.pair ?? ''} aria-pressed={isChosen} onClick={onChoose}>
      {[left, right].map((side) => (
        <span key={side.id} className={styles.name}>
          {side.name}
          {side.at && <span className="op-meta"> {side.at}</span>}
        </span>
      ))}
      <span className={`op-meta ${styles.why}`}>
        {t(`reason.${reason}`)} · {t(`strength.${strength}`)}
      </span>
    </button>
  )
}
