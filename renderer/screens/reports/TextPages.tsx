import { useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { TripReport } from '#shared/domain/trip-report/model.ts'
import { lineStarts } from './measure-lines.ts'
import { paginate, type Slice } from './paginate.ts'
import { type FlowItem, type Run, reportFlow } from './report-flow.ts'
import styles from './report-sheet.module.css'
import { Sheet } from './Sheet.tsx'

/** The running text of a report on its pages, broken line by line as a printer would. */
export function TextPages({
  report,
  scale,
  onPages,
}: {
  readonly report: TripReport
  readonly scale: number
  /** Told how many pages the text takes, so that the attachments go on counting. */
  readonly onPages: (count: number) => void
}) {
  const items = useMemo(() => reportFlow(report), [report])
  const column = useRef<HTMLDivElement>(null)
  const [pages, setPages] = useState<readonly (readonly Slice[])[]>([])

  useLayoutEffect(() => {
    const measure = () => {
      const shown = column.current?.children
      if (!shown) return
      const measured = items.map((item, index) => {
        const element = shown[index]
        return { item, lineStarts: element ? lineStarts(element) : [0] }
      })
      const broken = paginate(measured)
      setPages(broken)
      onPages(broken.length)
    }
    measure()
    // Line breaks differ once a font that was still loading has arrived.
    let current = true
    void document.fonts.ready.then(() => current && measure())
    return () => {
      current = false
    }
  }, [items, onPages])

  return (
    <>
      <div className={`${styles.sheet} ${styles.measure}`} aria-hidden="true">
        <div ref={column}>
          {items.map((item) => (
            <Paragraph key={item.key} item={item} runs={item.runs} />
          ))}
        </div>
      </div>
      {pages.map((slices, index) => (
        <Sheet
          // biome-ignore lint/suspicious/noArrayIndexKey: a page is its number
          key={index}
          number={index + 1}
          scale={scale}
          draft={index === 0 && report.isDraft}
        >
          {slices.map(({ item, runs, continues, goesOn }) => (
            <Paragraph key={item.key} item={item} runs={runs} continues={continues} goesOn={goesOn} />
          ))}
        </Sheet>
      ))}
    </>
  )
}

const kindStyle: Readonly<Record<FlowItem['kind'], string | undefined>> = {
  title: styles.title,
  blank: undefined,
  flush: undefined,
  paragraph: styles.paragraph,
  heading: styles.heading,
  list: styles.list,
  'list-next': styles.listNext,
  signature: styles.signature,
}

const faceStyle: Readonly<Record<Run['face'], string | undefined>> = {
  title: styles.faceTitle,
  body: styles.faceBody,
  hei: styles.faceHei,
  kai: styles.faceKai,
}

function Paragraph({
  item,
  runs,
  continues = false,
  goesOn = false,
}: {
  readonly item: FlowItem
  readonly runs: readonly Run[]
  readonly continues?: boolean
  readonly goesOn?: boolean
}) {
  const names = [styles.item, kindStyle[item.kind], continues && styles.continues, goesOn && styles.goesOn]
  return (
    <p className={names.filter(Boolean).join(' ')}>
      {runs.map((run, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the runs of a paragraph never change places
        <span key={index} className={faceStyle[run.face]}>
          {run.text}
        </span>
      ))}
    </p>
  )
}
