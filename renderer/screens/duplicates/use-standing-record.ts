import { useEffect } from 'react'
import { useNavigate } from 'react-router'
import type { MergeableTable } from '#shared/domain/mergeable-tables.ts'
import { useLiveQuery } from '../../lib/live-query.ts'

/** Leads from the address of a record that was merged to the one that stands for it. `null` asks nothing. */
export function useStandingRecord(table: MergeableTable, missingId: string | null): void {
  const navigate = useNavigate()
  const { data } = useLiveQuery('duplicates.standsFor', missingId === null ? null : { table, id: missingId })
  const stands = data && missingId !== null && data.id !== missingId ? data.id : null
  useEffect(() => {
    if (stands !== null) navigate(`/${table}/${stands}`, { replace: true })
  }, [stands, table, navigate])
}
