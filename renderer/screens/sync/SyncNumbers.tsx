import type { KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { SyncStatus } from '#shared/contract/sync.ts'
import type { SyncTotals } from '#shared/contract/sync-centre.ts'
import { formatAmount } from '../../lib/format.ts'
import styles from './sync.module.css'
import type { SyncList } from './sync-store.ts'

/** Where everything is, in numbers; each opens the list behind it. */
export function SyncNumbers({
  status,
  totals,
  shown,
  onShow,
}: {
  readonly status: SyncStatus
  /** Undefined until they are counted. */
  readonly totals: SyncTotals | undefined
  readonly shown: SyncList
  readonly onShow: (list: SyncList) => void
}) {
  const { t } = useTranslation('sync')
  const uploading = status.progress ? Math.max(0, status.progress.total - status.progress.done) : 0
  const numbers: readonly {
    readonly list: SyncList
    readonly count: number | undefined
    readonly alarming?: boolean
  }[] = [
    { list: 'waiting', count: status.waiting },
    { list: 'uploading', count: uploading },
    { list: 'refused', count: status.refused, alarming: true },
    { list: 'conflicts', count: status.conflicts, alarming: true },
    { list: 'carried', count: totals?.carried },
    // Only after a server was set back; nobody needs to know of it before.
    ...(totals?.kept || shown === 'kept'
      ? [{ list: 'kept', count: totals?.kept, alarming: true } as const]
      : []),
    { list: 'uploaded', count: totals?.records.uploaded },
  ]
  return (
    <div className={styles.numbers} role="tablist" aria-label={t('number.label')}>
      {numbers.map(({ list, count, alarming }) => (
        <button
          key={list}
          type="button"
          role="tab"
          id={`sync-tab-${list}`}
          aria-selected={shown === list}
          aria-controls="sync-list"
          className={styles.number}
          onClick={() => onShow(list)}
          onKeyDown={toNeighbour}
        >
          <span className={alarming && count ? styles.alarm : styles.count}>
            {count === undefined ? '–' : formatAmount(count)}
          </span>
          <span>{t(`number.${list}`)}</span>
        </button>
      ))}
    </div>
  )
}

/** The arrows go from number to number, as between all tabs; Enter and Space open the list. */
function toNeighbour({ key, currentTarget }: KeyboardEvent<HTMLButtonElement>): void {
  const to =
    key === 'ArrowRight' ? 'nextElementSibling' : key === 'ArrowLeft' ? 'previousElementSibling' : null
  const neighbour = to && currentTarget[to]
  if (neighbour instanceof HTMLElement) neighbour.focus()
}
