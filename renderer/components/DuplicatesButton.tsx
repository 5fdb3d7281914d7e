import { Badge, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { MergeableTable } from '#shared/domain/mergeable-tables.ts'
import { useLiveQuery } from '../lib/live-query.ts'

/** More than this is told as 99+. */
const mostTold = 99

/** The way to the pairs that may be one, with how many wait for an answer. */
export function DuplicatesButton({ table }: { readonly table: MergeableTable }) {
  const { t } = useTranslation('duplicates')
  const navigate = useNavigate()
  const count = useLiveQuery('duplicates.counts', {}).data?.[table] ?? 0
  return (
    <Button
      onClick={() => navigate(`/duplicates?of=${table}`)}
      aria-label={count > 0 ? t('openCounted', { count: told(count) }) : t('open')}
    >
      {t('open')}
      {count > 0 && <Badge count={count} overflowCount={mostTold} color="var(--op-meta)" size="small" />}
    </Button>
  )
}

/** A count as a badge tells it. */
export function told(count: number): string {
  return count > mostTold ? `${mostTold}+` : String(count)
}
