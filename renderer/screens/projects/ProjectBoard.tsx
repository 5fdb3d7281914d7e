import { type KeyboardEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { BoardColumn, ProjectSummary } from '#shared/contract/projects.ts'
import type { ProjectStage } from '#shared/domain/project-stages.ts'
import { Answered } from '../../components/Screen.tsx'
import { useEnums } from '../../lib/enums.ts'
import { formatMoney } from '../../lib/format.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { BoardCard } from './BoardCard.tsx'
import styles from './board.module.css'
import { columnBeside, type Place, placeAfter, placeOf } from './board-keys.ts'
import { useProjectView } from './project-view-store.ts'
import { StagePanel } from './StagePanel.tsx'

interface Move {
  readonly id: string
  readonly to: ProjectStage
}

/**
 * The projects by stage. Arrows go from card to card, Enter opens one; Shift and an arrow, or dragging, asks for the
 * stage beside it: the server decides, and the card stays where it is and says that it waits.
 */
export function ProjectBoard() {
  const { t } = useTranslation('projects')
  const navigate = useNavigate()
  const { sort: _sort, ...filter } = useProjectView((state) => state.filter)
  const board = useLiveQuery('projects.board', filter)
  const [marked, setMarked] = useState<string | null>(null)
  const [move, setMove] = useState<Move | null>(null)
  const frame = useRef<HTMLDivElement>(null)
  const columns = board.data ?? []
  const place = placeOf(columns, marked)
  const mark = ({ column, row }: Place) => {
    const card = columns[column]?.cards[row]
    if (!card) return
    setMarked(card.id)
    reveal(frame.current, card.id)
  }
  const ask = (card: ProjectSummary | undefined, to: ProjectStage | undefined) => {
    if (card && to && card.pendingStage === null && card.stage !== to) setMove({ id: card.id, to })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== frame.current || event.ctrlKey || event.altKey || event.metaKey) return
    const card = place && columns[place.column]?.cards[place.row]
    const next = placeAfter(columns, place, event.key)
    if (event.shiftKey && place && (event.key === 'ArrowRight' || event.key === 'ArrowLeft'))
      ask(card ?? undefined, columnBeside(columns, place.column, event.key)?.stage)
    else if (event.key === 'Enter' && card) navigate(`/projects/${card.id}`)
    else if (next) mark(next)
    else return
    event.preventDefault()
  }
  return (
    <Answered query={board} empty={null}>
      {() => (
        <div className={styles.withPanel}>
          {/* biome-ignore lint/a11y/useSemanticElements: a group of lists with one Tab stop, as a grid is */}
          <div
            ref={frame}
            role="group"
            aria-label={t('board.label')}
            aria-describedby="board-keys"
            className={styles.board}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrows walk over the cards from here
            tabIndex={0}
            onKeyDown={onKeyDown}
            onFocus={({ target }) =>
              target === frame.current && !place && mark({ column: firstFilled(columns), row: 0 })
            }
          >
            {columns.map((column) => (
              <Column
                key={column.stage}
                column={column}
                marked={marked}
                onOpen={(card) => navigate(`/projects/${card.id}`)}
                onDropped={(id) =>
                  ask(
                    columns.flatMap(({ cards }) => cards).find((card) => card.id === id),
                    column.stage,
                  )
                }
              />
            ))}
          </div>
          {move && (
            <aside className={styles.side} aria-label={t('stage.title')}>
              <MovePanel
                key={`${move.id} ${move.to}`}
                move={move}
                onClose={() => {
                  setMove(null)
                  frame.current?.focus()
                }}
              />
            </aside>
          )}
          <p id="board-keys" className={`op-meta ${styles.keys}`}>
            {t('board.keys')}
          </p>
        </div>
      )}
    </Answered>
  )
}

/** Brings a card into sight by scrolling the board and its column, and nothing around them. */
function reveal(board: HTMLElement | null, id: string): void {
  const card = board?.querySelector<HTMLElement>(`[data-card="${id}"]`)
  const list = card?.parentElement
  if (!board || !card || !list) return
  const [at, column, around] = [card, list, board].map((element) => element.getBoundingClientRect())
  if (!at || !column || !around) return
  if (at.top < column.top) list.scrollTop -= column.top - at.top
  else if (at.bottom > column.bottom) list.scrollTop += at.bottom - column.bottom
  const margin = 16
  if (at.left < around.left + margin) board.scrollLeft -= around.left + margin - at.left
  else if (at.right > around.right - margin) board.scrollLeft += at.right - around.right + margin
}

const firstFilled = (columns: readonly BoardColumn[]) => columns.findIndex(({ cards }) => cards.length > 0)

interface ColumnProps {
  readonly column: BoardColumn
  readonly marked: string | null
  readonly onOpen: (card: ProjectSummary) => void
  readonly onDropped: (id: string) => void
}

function Column({ column: { stage, total, invest, cards }, marked, onOpen, onDropped }: ColumnProps) {
  const { t } = useTranslation('projects')
  const { label } = useEnums()
  const [over, setOver] = useState(false)
  return (
    <section
      aria-label={label('projectStages', stage)}
      className={[styles.column, total === 0 && styles.bare, over && styles.over].filter(Boolean).join(' ')}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false)
        onDropped(event.dataTransfer.getData('text/plain'))
      }}
    >
      <h2 className={styles.stage}>
        {label('projectStages', stage)} <span className={`op-meta ${styles.count}`}>{total}</span>
      </h2>
      {invest > 0 && <p className="op-meta">{t('board.invest', { amount: formatMoney(invest) })}</p>}
      <ul className={styles.cards}>
        {cards.map((card) => (
          <BoardCard key={card.id} card={card} isMarked={card.id === marked} onOpen={() => onOpen(card)} />
        ))}
      </ul>
      {total > cards.length && <p className="op-meta">{t('board.more', { count: total - cards.length })}</p>}
    </section>
  )
}

function MovePanel({ move, onClose }: { readonly move: Move; readonly onClose: () => void }) {
  const found = useLiveQuery('projects.get', { id: move.id })
  if (!found.data) return null
  return (
    <>
      <h2>{found.data.project.name}</h2>
      <StagePanel project={found.data.project} to={move.to} onClose={onClose} />
    </>
  )
}
