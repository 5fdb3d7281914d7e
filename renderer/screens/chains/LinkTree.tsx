import { Input } from 'antd'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChainDetail, ChainLinkRow } from '#shared/contract/chains.ts'
import { isComposing } from '../../lib/composition.ts'
import { useEnums } from '../../lib/enums.ts'
import styles from './chains.module.css'
import { StateTag } from './StateTag.tsx'
import type { LinkEdits } from './use-link-edits.ts'

interface Props {
  readonly detail: ChainDetail
  readonly chosen: string | null
  readonly onChoose: (id: string) => void
  readonly edits: LinkEdits
}

/**
 * The links as a tree. Arrows, Home and End choose; F2 renames; Alt with an arrow moves; Delete deletes with all below
 * it, and Ctrl+Z takes that back.
 */
export function LinkTree({ detail, chosen, onChoose, edits }: Props) {
  const { t } = useTranslation('chains')
  const { label } = useEnums()
  const { links, mayWrite } = detail
  const tree = useRef<HTMLDivElement>(null)
  const [renaming, setRenaming] = useState<string | null>(null)
  const place = links.findIndex(({ id }) => id === chosen)
  const link = links[place]
  useEffect(() => {
    if (chosen) document.getElementById(`link-${chosen}`)?.scrollIntoView({ block: 'nearest' })
  }, [chosen])

  const choose = (index: number) => {
    const next = links[Math.max(0, Math.min(links.length - 1, index))]
    if (next) onChoose(next.id)
  }
  const steps = { ArrowUp: 'up', ArrowDown: 'down', ArrowRight: 'in', ArrowLeft: 'out' } as const
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== tree.current || isComposing() || event.nativeEvent.isComposing) return
    const { key } = event
    if (event.altKey) {
      if (!link || !mayWrite || !(key in steps)) return
      void edits.run(link, { kind: 'step', step: steps[key as keyof typeof steps] })
    } else if (key === 'ArrowDown' || key === 'j') choose(place + 1)
    else if (key === 'ArrowUp' || key === 'k') choose(place - 1)
    else if (key === 'Home') choose(0)
    else if (key === 'End') choose(links.length - 1)
    else if (key === 'F2' && link && mayWrite) setRenaming(link.id)
    else if (key === 'Delete' && link && mayWrite) {
      const next = links.slice(place + 1).find(({ depth }) => depth <= link.depth) ?? links[place - 1]
      void edits.run(link, { kind: 'delete' })
      if (next) onChoose(next.id)
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  const rename = (row: ChainLinkRow, name: string) => {
    setRenaming(null)
    tree.current?.focus({ preventScroll: true })
    if (name.trim() !== '' && name.trim() !== row.name)
      void edits.run(row, { kind: 'rename', name: name.trim() })
  }

  return (
    <div className={styles.treeFrame}>
      <div className={styles.treeHead} aria-hidden>
        <span>{t('tree.link')}</span>
        <span>{t('field.state')}</span>
        <span>{t('tree.local')}</span>
        <span>{t('tree.target')}</span>
        <span>{t('tree.visits')}</span>
      </div>
      <div
        ref={tree}
        role="tree"
        aria-label={t('tree.label')}
        tabIndex={0}
        className={styles.tree}
        onKeyDown={onKeyDown}
        {...(link ? { 'aria-activedescendant': `link-${link.id}` } : {})}
      >
        {links.map((row, index) => {
          const isFirst = row.depth === 0 && (index === 0 || positionBefore(links, index) !== row.position)
          return (
            <div key={row.id}>
              {isFirst && (
                <div className={styles.position} aria-hidden>
                  {label('linkPositions', row.position)}
                </div>
              )}
              {/* biome-ignore lint/a11y/useFocusableInteractive: the tree has the keyboard and names the active item */}
              {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the tree's */}
              <div
                id={`link-${row.id}`}
                role="treeitem"
                aria-level={row.depth + 1}
                aria-selected={row.id === chosen}
                className={row.id === chosen ? `${styles.item} ${styles.chosen}` : styles.item}
                onClick={() => {
                  onChoose(row.id)
                  if (renaming !== row.id) tree.current?.focus({ preventScroll: true })
                }}
                onDoubleClick={() => mayWrite && setRenaming(row.id)}
              >
                <span className={styles.name} style={{ paddingLeft: row.depth * 20 }}>
                  {renaming === row.id ? (
                    <Input
                      size="small"
                      autoFocus
                      aria-label={t('tree.rename')}
                      defaultValue={row.name}
                      maxLength={60}
                      onFocus={(event) => event.target.select()}
                      onBlur={(event) => rename(row, event.target.value)}
                      onKeyDown={(event) => {
                        if (event.nativeEvent.isComposing || isComposing()) return
                        event.stopPropagation()
                        if (event.key === 'Enter') rename(row, event.currentTarget.value)
                        if (event.key === 'Escape') rename(row, row.name)
                      }}
                    />
                  ) : (
                    <>
                      {row.depth > 0 && <span className={styles.twig} aria-hidden />}
                      <span className="op-clip" title={row.name}>
                        {row.name}
                      </span>
                      {row.stray && (
                        <span className="op-tag op-tag-warn" title={t(`stray.${row.stray}-hint`)}>
                          {t(`stray.${row.stray}`)}
                        </span>
                      )}
                    </>
                  )}
                </span>
                <span>
                  <StateTag state={row.state} />
                </span>
                <Count name={t('tree.local')} count={row.local} />
                <Count name={t('tree.target')} count={row.target} />
                <Count name={t('tree.visits')} count={row.visits} faint={row.visits === 0} />
              </div>
            </div>
          )
        })}
      </div>
      {mayWrite && <p className={`op-meta ${styles.keys}`}>{t('tree.keys')}</p>}
    </div>
  )
}

/** A number of a link, with the name of its column for those who do not see the head of the tree. */
function Count({
  name,
  count,
  faint = false,
}: {
  readonly name: string
  readonly count: number
  readonly faint?: boolean
}) {
  return (
    <span className={faint ? `${styles.number} ${styles.zero}` : styles.number}>
      <span className="op-unseen">{name}</span> {count}
    </span>
  )
}

/** Position of the link at the top that stands before a row. */
function positionBefore(links: readonly ChainLinkRow[], index: number): string | undefined {
  return links.slice(0, index).findLast(({ depth }) => depth === 0)?.position
}
