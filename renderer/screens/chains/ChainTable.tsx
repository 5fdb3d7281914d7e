import { useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChainDetail } from '#shared/contract/chains.ts'
import { useEnums } from '../../lib/enums.ts'
import faces from '../reports/report-sheet.module.css'
import { tablePages } from '../reports/table-pages.ts'
import styles from './chains.module.css'
import { useChainLead } from './use-picture.ts'

type Range = readonly [from: number, to: number]

interface Props {
  readonly detail: ChainDetail
  /** The links to be shown; the title stands above the first of all, the totals below the last. */
  readonly rows: Range
  readonly from: string
  readonly to: string
}

/** The links of a chain as a table for paper. Long texts take more lines; nothing is cut. */
export function ChainTable({ detail, rows: [first, end], from, to }: Props) {
  const { t } = useTranslation('chains')
  const { label } = useEnums()
  const { chain, links, counts, standing } = detail
  const lead = useChainLead(detail)
  return (
    <>
      {first === 0 && (
        <>
          <h1 className={faces.faceTitle}>{t('print.table', { name: chain.name })}</h1>
          <p className={`${faces.faceKai} ${styles.lead}`}>
            {[lead, t('print.period', { from, to })].filter(Boolean).join('　')}
          </p>
        </>
      )}
      <table className={`${faces.faceBody} ${styles.grid}`}>
        <thead>
          <tr>
            <th className={styles.wLink}>{t('tree.link')}</th>
            <th className={styles.wShort}>{t('field.position')}</th>
            <th className={styles.wShort}>{t('field.state')}</th>
            <th className={styles.wNumber}>{t('count.local')}</th>
            <th className={styles.wNumber}>{t('count.target')}</th>
            <th className={styles.wNumber}>{t('count.visits')}</th>
            <th className={styles.wWho}>{t('field.linkLeader')}</th>
            <th>{t('field.gapNote')}</th>
          </tr>
        </thead>
        <tbody>
          {links.slice(first, end).map((link) => (
            <tr key={link.id}>
              <td style={{ paddingLeft: `${2 + link.depth * 4}mm` }}>{link.name}</td>
              <td className={styles.centre}>{label('linkPositions', link.position)}</td>
              <td className={styles.centre}>{label('linkStates', link.state)}</td>
              <td className={styles.centre}>{link.local}</td>
              <td className={styles.centre}>{link.target}</td>
              <td className={styles.centre}>{link.visits}</td>
              <td className={styles.centre}>{link.leader}</td>
              <td className={styles.note}>{link.gapNote}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {end === links.length && (
        <p className={`${faces.faceKai} ${styles.foot}`}>
          {t('print.foot', {
            links: counts.links,
            strong: counts.strong,
            weak: counts.weak,
            missing: counts.missing,
            local: standing.local,
            target: standing.target,
            visits: standing.visits,
          })}
        </p>
      )}
    </>
  )
}

/** Of a sheet in CSS pixels (96 to the inch): 173 mm below its head, less 12 mm for the totals on any of them. */
const sheetHeight = ((173 - 12) / 25.4) * 96

/**
 * Lays the whole table out unseen and breaks it into sheets, no row torn. `measure` is to be shown outside any zoom.
 */
export function useTableSheets(props: Omit<Props, 'rows'>) {
  const paper = useRef<HTMLDivElement>(null)
  const { detail } = props
  const [sheets, setSheets] = useState<readonly Range[] | null>(null)
  useLayoutEffect(() => {
    const measure = () => {
      const table = paper.current?.querySelector('table')
      const top = paper.current?.getBoundingClientRect().top
      if (!table || top === undefined) return
      const [header = 0, ...rows] = [...table.querySelectorAll('tr')].map((row) => row.offsetHeight)
      const above = table.getBoundingClientRect().top - top
      setSheets(tablePages({ page: sheetHeight, above, header, rows: rows.slice(0, detail.links.length) }))
    }
    measure()
    let current = true
    void document.fonts.ready.then(() => current && measure())
    return () => {
      current = false
    }
  }, [detail])
  const measure = (
    <div ref={paper} className={styles.measured} aria-hidden>
      <ChainTable {...props} rows={[0, detail.links.length]} />
    </div>
  )
  return { sheets, measure }
}
