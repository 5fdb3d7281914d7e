import { type ReactNode, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useShortcut } from '../lib/shortcuts.ts'

interface Props {
  /** The list, 40 % of the width. */
  readonly list: ReactNode
  /** The chosen record, 60 %; null while nothing is chosen. */
  readonly detail: ReactNode
  /** One sentence in place of the detail while nothing is chosen; without it the list takes the whole width. */
  readonly hint?: string
}

/** List and detail side by side. F6 takes the keyboard to the other side. */
export function MasterDetail({ list, detail, hint }: Props) {
  const { t } = useTranslation('common')
  const left = useRef<HTMLElement>(null)
  const right = useRef<HTMLElement>(null)
  useShortcut('F6', () => {
    const target = left.current?.contains(document.activeElement) ? right.current : left.current
    target?.focus()
  })
  const single = !detail && !hint
  return (
    <div className={single ? 'op-split op-split-single' : 'op-split'}>
      <section ref={left} className="op-split-list" aria-label={t('pane.list')} tabIndex={-1}>
        {list}
      </section>
      {!single && (
        <section ref={right} className="op-split-detail" aria-label={t('pane.detail')} tabIndex={-1}>
          {detail ?? <div className="op-empty">{hint}</div>}
        </section>
      )}
    </div>
  )
}
