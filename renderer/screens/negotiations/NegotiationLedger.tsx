import { CloseOutlined, ExportOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { NegotiationLedger as Ledger, LedgerTopic } from '#shared/contract/negotiations.ts'
import { type LedgerRound, roundKey } from '#shared/domain/negotiations.ts'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { DateInput } from '../../components/fields/DateField.tsx'
import { bridge, call } from '../../lib/client.ts'
import { today } from '../../lib/clock.ts'
import { useEnums } from '../../lib/enums.ts'
import { formatDay } from '../../lib/format.ts'
import { newId } from '../../lib/ids.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { showToast } from '../../lib/toasts.ts'
import { useAction } from '../../lib/use-action.ts'
import styles from './negotiations.module.css'
import { PositionCell } from './PositionCell.tsx'
import { TopicTitle } from './TopicTitle.tsx'

interface Props {
  readonly enterpriseId: string
  /** The ledger of one project of the enterprise. */
  readonly projectId?: string
}

interface NewRound {
  readonly occurredOn: string
  readonly visitId: string | null
  readonly tripId: string | null
  /** There was such a round already when this one was begun: another day or visit has to be chosen. */
  readonly isTaken: boolean
}

type Round = LedgerRound & {
  readonly isNew: boolean
  readonly isTaken: boolean
  readonly visitType: string | null
}

/** What is negotiated with an enterprise: a row a topic, its rounds side by side, the newest first. */
export function NegotiationLedger({ enterpriseId, projectId }: Props) {
  const { t } = useTranslation('negotiations')
  const owner = projectId === undefined ? { enterpriseId } : { projectId }
  const found = useLiveQuery('negotiations.ledger', owner)
  const visits = useLiveQuery('visits.list', { enterpriseId, limit: 50, offset: 0 })
  const [begun, setBegun] = useState<NewRound | null>(null)
  const ledger: Ledger = found.data ?? { rounds: [], topics: [] }
  const latest = visits.data?.rows[0]
  // The first round of all is there to be filled in at once.
  const isKnown = (round: Pick<NewRound, 'occurredOn' | 'visitId'>) =>
    ledger.rounds.some(({ key }) => key === roundKey(round))
  const change = (round: Omit<NewRound, 'isTaken'>) => setBegun({ ...round, isTaken: isKnown(round) })
  const roundOf = (visit: typeof latest) => ({
    occurredOn: visit?.occurredOn ?? today(),
    visitId: visit?.id ?? null,
    tripId: visit?.tripId ?? null,
  })
  const fresh =
    begun ?? (found.data && ledger.rounds.length === 0 ? { ...roundOf(latest), isTaken: false } : null)
  const rounds = withNew(ledger.rounds, fresh)
  const hasNew = rounds.some(({ isNew }) => isNew)
  const write = useAction(async () => {
    const { fileName } = await call('negotiations.fileName', owner)
    const file = await bridge().chooseSaveFile({ suggestedName: fileName, kind: 'xlsx' })
    if (!file) return
    const written = await call('negotiations.export', { ...owner, fileToken: file.token })
    showToast(t('export.done', { name: written.name, count: written.rows }))
  })
  const begin = () => change(roundOf(latest && !isKnown(roundOf(latest)) ? latest : undefined))
  return (
    <section className={styles.panel} aria-label={t('title')}>
      <div className={styles.head}>
        <h2 className="op-unseen">{t('title')}</h2>
        {ledger.topics.length > 0 && (
          <>
            <Button size="small" icon={<PlusOutlined aria-hidden />} disabled={hasNew} onClick={begin}>
              {t('round.new')}
            </Button>
            <Button
              size="small"
              icon={<ExportOutlined aria-hidden />}
              loading={write.busy}
              disabled={ledger.rounds.length === 0}
              onClick={() => void write.run()}
            >
              {t('export.button')}
            </Button>
            <span className="op-meta">
              <span className={styles.legend}>● {t('legend')}</span> · {t('keys')}
            </span>
          </>
        )}
      </div>
      <ErrorNotice error={found.error} onRetry={found.reload} />
      <ErrorNotice error={write.error} onClose={write.clearError} />
      {found.data && ledger.topics.length === 0 && <p className="op-meta">{t('empty')}</p>}
      {ledger.topics.length > 0 && (
        <div className={styles.scroll}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{t('topic.title')}</th>
                {rounds.map((round) => (
                  <th key={round.key} scope="col">
                    {round.isNew && fresh ? (
                      <NewRoundHead
                        round={fresh}
                        number={round.number}
                        visits={visits.data?.rows ?? []}
                        onChange={change}
                        onLeave={() => setBegun(null)}
                      />
                    ) : (
                      <RoundHead round={round} />
                    )}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {ledger.topics.map((topic) => (
                <tr key={topic.id}>
                  <th scope="row">
                    <TopicTitle topic={topic} />
                  </th>
                  {rounds.map((round) => (
                    <td key={round.key} aria-label={t('round.number', { number: round.number })}>
                      <Cells topic={topic} round={round} tripId={fresh?.tripId ?? null} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {found.data && (
        <AddTopic
          enterpriseId={enterpriseId}
          projectId={projectId ?? null}
          position={Math.max(0, ...ledger.topics.map(({ position }) => position ?? 0)) + 1}
        />
      )}
    </section>
  )
}

/** The columns with the one that is begun, which is no round yet as long as nothing stands in it. */
function withNew(rounds: Ledger['rounds'], fresh: NewRound | null): readonly Round[] {
  const known = rounds.map((round) => ({ ...round, isNew: false, isTaken: false }))
  if (fresh === null) return known
  const { occurredOn, visitId, isTaken } = fresh
  const isFilled = rounds.some(({ key }) => key === roundKey(fresh))
  if (isFilled && !isTaken) return known
  const key = isTaken ? 'taken' : roundKey(fresh)
  return [
    { key, number: rounds.length + 1, occurredOn, visitId, visitType: null, isNew: true, isTaken },
    ...known,
  ]
}

/** What stands in one cell: mostly one position, two where two people wrote down the same round apart. */
function Cells({
  topic,
  round,
  tripId,
}: {
  readonly topic: LedgerTopic
  readonly round: Round
  readonly tripId: string | null
}) {
  const { t } = useTranslation('negotiations')
  if (round.isTaken) return <p className={styles.taken}>{t('round.taken')}</p>
  const here = topic.rounds.filter((position) => roundKey(position) === round.key)
  const place = {
    ...{ topicId: topic.id, enterpriseId: topic.enterpriseId },
    ...{ occurredOn: round.occurredOn, visitId: round.visitId, tripId: here[0]?.tripId ?? tripId },
  }
  const label = `${topic.title} ${t('round.number', { number: round.number })}`
  const [first, ...more] = here
  return (
    <>
      <PositionCell key="first" position={first} place={place} label={label} />
      {more.map((position) => (
        <PositionCell key={position.id} position={position} place={place} label={label} />
      ))}
    </>
  )
}

function RoundHead({ round }: { readonly round: Round }) {
  const { t } = useTranslation('negotiations')
  const { label } = useEnums()
  const type = round.visitType ? label('visitTypes', round.visitType) : ''
  return (
    <div className={styles.round}>
      <span>{t('round.number', { number: round.number })}</span>
      <span className="op-meta">
        {formatDay(round.occurredOn)}
        {round.visitId && <Link to={`/visits/${round.visitId}`}>{type || t('round.visit')}</Link>}
      </span>
    </div>
  )
}

function NewRoundHead({
  round,
  number,
  visits,
  onChange,
  onLeave,
}: {
  readonly round: NewRound
  readonly number: number
  readonly visits: readonly {
    readonly id: string
    readonly occurredOn: string
    readonly type: string
    readonly tripId: string | null
  }[]
  readonly onChange: (round: Omit<NewRound, 'isTaken'>) => void
  readonly onLeave: () => void
}) {
  const { t } = useTranslation('negotiations')
  const { label } = useEnums()
  return (
    <div className={styles.round}>
      <span>{t('round.number', { number })}</span>
      <Button
        type="text"
        size="small"
        aria-label={t('round.leave')}
        title={t('round.leave')}
        icon={<CloseOutlined aria-hidden />}
        onClick={onLeave}
      />
      <DateInput
        label={t('round.day')}
        value={round.occurredOn}
        onChange={(day) => day && onChange({ ...round, occurredOn: day })}
      />
      <Select
        size="small"
        className={styles.visit ?? ''}
        aria-label={t('round.visit')}
        value={round.visitId ?? ''}
        options={[
          { value: '', label: t('round.no-visit') },
          ...visits.map(({ id, occurredOn, type }) => ({
            value: id,
            label: `${formatDay(occurredOn)} ${label('visitTypes', type)}`,
          })),
        ]}
        onChange={(value) => {
          const visit = visits.find(({ id }) => id === value)
          onChange({
            occurredOn: visit?.occurredOn ?? round.occurredOn,
            visitId: visit?.id ?? null,
            tripId: visit?.tripId ?? null,
          })
        }}
      />
    </div>
  )
}

function AddTopic({
  enterpriseId,
  projectId,
  position,
}: {
  readonly enterpriseId: string
  readonly projectId: string | null
  readonly position: number
}) {
  const { t } = useTranslation('negotiations')
  const [title, setTitle] = useState('')
  const add = useAction(async () => {
    if (title.trim() === '') return
    await call('negotiations.saveTopic', { id: newId(), enterpriseId, projectId, title, position })
    setTitle('')
  })
  return (
    <div className={styles.add}>
      <Input
        value={title}
        maxLength={200}
        aria-label={t('topic.new')}
        placeholder={t('topic.placeholder')}
        spellCheck={false}
        onChange={(event) => setTitle(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) void add.run()
        }}
      />
      <Button
        icon={<PlusOutlined aria-hidden />}
        loading={add.busy}
        disabled={title.trim() === ''}
        onClick={() => void add.run()}
      >
        {t('topic.add')}
      </Button>
      <ErrorNotice error={add.error} onClose={add.clearError} />
    </div>
  )
}
