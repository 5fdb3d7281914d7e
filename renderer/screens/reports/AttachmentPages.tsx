import { useLayoutEffect, useRef, useState } from 'react'
import type { ReportAttachment } from '#shared/domain/trip-report/model.ts'
import { AttachmentHeading } from './AttachmentHeading.tsx'
import { AttachmentTable } from './AttachmentTable.tsx'
import styles from './report-sheet.module.css'
import { Sheet } from './Sheet.tsx'
import { tablePages } from './table-pages.ts'

/** Type area of A4 in CSS pixels (96 to the inch): 225 mm high upright, 156 mm lying (GB/T 9704-2012, 5.2.1). */
const typeArea = { upright: (225 / 25.4) * 96, lying: (156 / 25.4) * 96 }

interface Props {
  readonly attachment: ReportAttachment
  /** Number of the attachment's first page. */
  readonly firstPage: number
  /** A lone attachment carries no number. */
  readonly lone: boolean
  readonly scale: number
  readonly onPages: (attachment: number, count: number) => void
}

/** An attachment from a new page on: its heading, then its table. */
export function AttachmentPages({ attachment, firstPage, lone, scale, onPages }: Props) {
  const { number, title, landscape, table, note } = attachment
  const whole = useRef<HTMLDivElement>(null)
  const [pages, setPages] = useState<readonly (readonly [number, number])[]>([[0, table.rows.length]])

  useLayoutEffect(() => {
    const measure = () => {
      const shown = whole.current?.querySelector('table')
      const top = whole.current?.getBoundingClientRect().top
      const [header, ...rows] = [...(shown?.querySelectorAll('tr') ?? [])].map((row) => row.offsetHeight)
      if (!shown || top === undefined || header === undefined) return
      const broken = tablePages({
        page: landscape ? typeArea.lying : typeArea.upright,
        above: shown.getBoundingClientRect().top - top,
        header,
        rows: rows.slice(0, table.rows.length),
      })
      setPages(broken)
      onPages(number, broken.length)
    }
    measure()
    let current = true
    void document.fonts.ready.then(() => current && measure())
    return () => {
      current = false
    }
  }, [landscape, number, table, onPages])

  const heading = <AttachmentHeading attachment={attachment} lone={lone} />
  const paper = `${styles.sheet} ${landscape ? styles.landscape : ''} ${styles.measure}`
  return (
    <>
      <div className={paper} aria-hidden="true">
        <div ref={whole}>
          {heading}
          <AttachmentTable table={table} title={title} />
        </div>
      </div>
      {pages.map(([from, to], index) => {
        const last = index === pages.length - 1
        const part = { ...table, rows: table.rows.slice(from, to), total: last ? table.total : null }
        return (
          <Sheet key={from} number={firstPage + index} scale={scale} landscape={landscape}>
            {index === 0 && heading}
            <AttachmentTable table={part} title={title} />
            {last && note && <p className={`${styles.note} ${styles.faceBody}`}>{note}</p>}
          </Sheet>
        )
      })}
    </>
  )
}
