import { useState } from 'react'
import type { ImportPreview } from '#shared/contract/imports.ts'
import type { Input } from '#shared/contract/index.ts'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { MasterDetail } from '../../components/MasterDetail.tsx'
import { call } from '../../lib/client.ts'
import { useAction } from '../../lib/use-action.ts'
import { ColumnTable } from './ColumnTable.tsx'
import { ImportFilter, type ShownVerdict } from './ImportFilter.tsx'
import { ImportRows } from './ImportRows.tsx'
import { ImportSummary } from './ImportSummary.tsx'
import { RowDecision } from './RowDecision.tsx'

type Reading = Omit<Input<'imports.read'>, 'session'>

/** The preview of a file: how it was read, every row with what becomes of it, and the row that is being decided. */
export function ImportPreviewPane({
  preview,
  onPreview,
  disabled,
}: {
  readonly preview: ImportPreview
  readonly onPreview: (preview: ImportPreview) => void
  readonly disabled: boolean
}) {
  const { session } = preview
  const [verdict, setVerdict] = useState<ShownVerdict>(null)
  const [line, setLine] = useState<number | null>(null)
  const [decided, setDecided] = useState(false)
  const [showsColumns, setShowsColumns] = useState(false)
  /** Counts the changes, so that the rows on the screen are asked for again. */
  const [round, setRound] = useState(0)

  const read = useAction(async (change: Reading) => {
    const next = await call('imports.read', { session, ...readingOf(preview), ...change })
    setLine(null)
    setVerdict(null)
    setDecided(false)
    setRound((old) => old + 1)
    onPreview(next)
  })
  const decide = useAction(async (decision: Omit<Input<'imports.decide'>, 'session'>) => {
    const { counts } = await call('imports.decide', { session, ...decision })
    setDecided(true)
    setRound((old) => old + 1)
    onPreview({ ...preview, counts })
  })
  const decideAll = useAction(async (decision: Omit<Input<'imports.decideAll'>, 'session'>) => {
    const { counts } = await call('imports.decideAll', { session, ...decision })
    setVerdict(null)
    setDecided(decision.action !== null)
    setRound((old) => old + 1)
    onPreview({ ...preview, counts })
  })
  const isBusy = disabled || read.busy || decideAll.busy
  return (
    <>
      <ErrorNotice error={read.error} onClose={read.clearError} />
      <ErrorNotice error={decide.error} onClose={decide.clearError} />
      <ErrorNotice error={decideAll.error} onClose={decideAll.clearError} />
      <ImportSummary
        preview={preview}
        disabled={isBusy}
        showsColumns={showsColumns}
        onShowColumns={() => setShowsColumns((shown) => !shown)}
        onRead={(change) => read.run(change)}
      />
      {showsColumns ? (
        <ColumnTable
          preview={preview}
          disabled={isBusy}
          onChange={(columns) => read.run({ kind: preview.kind, columns })}
        />
      ) : (
        <>
          <ImportFilter
            counts={preview.counts}
            verdict={verdict}
            disabled={isBusy}
            decided={decided}
            onVerdict={setVerdict}
            onDecideAll={(decision) => decideAll.run(decision)}
          />
          <MasterDetail
            list={
              <ImportRows
                session={session}
                verdict={verdict}
                round={round}
                chosenLine={line}
                total={verdict === null ? preview.total : preview.counts[verdict]}
                onOpen={setLine}
              />
            }
            detail={
              line !== null && (
                <RowDecision
                  key={line}
                  session={session}
                  line={line}
                  round={round}
                  disabled={isBusy}
                  onDecide={(decision) => decide.run({ line, ...decision })}
                  onClose={() => setLine(null)}
                />
              )
            }
          />
        </>
      )}
    </>
  )
}

/** What the present reading was asked for, so that one change leaves the others as they are. */
function readingOf({ sheet }: ImportPreview): Reading {
  return sheet === null ? {} : { sheet }
}
