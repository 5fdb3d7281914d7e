import { useCallback, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TripReport } from '#shared/domain/trip-report/model.ts'
import { AttachmentPages } from './AttachmentPages.tsx'
import { PhotoPages } from './PhotoPages.tsx'
import styles from './report-screen.module.css'
import { TextPages } from './TextPages.tsx'

/** A4 at 96 dots an inch, the measure of a CSS pixel. */
const paper = { portrait: 794, landscape: 1123 }
/** Padding of the pane at both sides together. */
const padding = 32

/** The report as it will be printed: the running text page by page, then each attachment. Wide pages are shrunk to fit. */
export function TripReportPages({ report }: { readonly report: TripReport }) {
  const { t } = useTranslation('reports')
  const pane = useRef<HTMLElement>(null)
  const [width, setWidth] = useState(paper.portrait + padding)
  const [textPages, setTextPages] = useState(1)
  /** Pages of each attachment by its number. */
  const [lengths, setLengths] = useState<Readonly<Record<number, number>>>({})
  const tellPages = useCallback(
    (attachment: number, count: number) =>
      setLengths((old) => (old[attachment] === count ? old : { ...old, [attachment]: count })),
    [],
  )

  useLayoutEffect(() => {
    const element = pane.current
    if (!element) return
    const observer = new ResizeObserver(() => setWidth(element.clientWidth))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])

  const scale = (paperWidth: number) => Math.min(1, (width - padding) / paperWidth)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region needs the keyboard
    <section ref={pane} className={styles.pages} aria-label={t('preview.pages')} tabIndex={0}>
      <p className={styles.note}>{t('preview.screenNote')}</p>
      <TextPages report={report} scale={scale(paper.portrait)} onPages={setTextPages} />
      {report.attachments.map((attachment, index) => {
        const common = {
          attachment,
          firstPage:
            report.attachments
              .slice(0, index)
              .reduce((pages, before) => pages + (lengths[before.number] ?? 1), textPages) + 1,
          lone: report.attachments.length === 1,
          scale: scale(attachment.landscape ? paper.landscape : paper.portrait),
          onPages: tellPages,
        }
        const { number, photos } = attachment
        return photos ? (
          <PhotoPages key={number} {...common} photos={photos} />
        ) : (
          <AttachmentPages key={number} {...common} />
        )
      })}
    </section>
  )
}
