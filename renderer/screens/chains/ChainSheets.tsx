import { useTranslation } from 'react-i18next'
import type { ChainDetail, ChainLinkRow } from '#shared/contract/chains.ts'
import { useEnums } from '../../lib/enums.ts'
import faces from '../reports/report-sheet.module.css'
import { svgAddress } from './ChainPicture.tsx'
import styles from './chains.module.css'
import { type DrawnPicture, useChainLead } from './use-picture.ts'

interface Props {
  readonly detail: ChainDetail
  readonly panorama: DrawnPicture
  readonly situation: DrawnPicture
  readonly from: string
  readonly to: string
}

/** Links that fit below the heading of the first table sheet and of those after it. */
const firstRows = 21
const laterRows = 24

/** A4 across: both pictures, each on a sheet of its own, then the table of all links. */
export function ChainSheets({ detail, panorama, situation, from, to }: Props) {
  const { t } = useTranslation('chains')
  const { chain, links } = detail
  const lead = useChainLead(detail)
  const parts = inSheets(links)
  return (
    <>
      {(
        [
          ['panorama', panorama],
          ['situation', situation],
        ] as const
      ).map(([kind, picture]) => (
        <article
          key={kind}
          className={styles.paper}
          aria-label={t(`picture.title-${kind}`, { name: chain.name })}
        >
          <img
            className={styles.printed}
            src={svgAddress(picture.svg)}
            alt={t(`picture.title-${kind}`, { name: chain.name })}
          />
        </article>
      ))}
      {parts.map((part, index) => (
        <article
          key={part[0]?.id ?? index}
          className={styles.paper}
          aria-label={t('print.table', { name: chain.name })}
        >
          {index === 0 && (
            <>
              <h1 className={faces.faceTitle}>{t('print.table', { name: chain.name })}</h1>
              <p className={`${faces.faceKai} ${styles.lead}`}>
                {[lead, t('print.period', { from, to })].filter(Boolean).join('　')}
              </p>
            </>
          )}
          <LinkTable links={part} />
          {index === parts.length - 1 && (
            <p className={`${faces.faceKai} ${styles.foot}`}>
              {t('print.foot', {
                links: detail.counts.links,
                strong: detail.counts.strong,
                weak: detail.counts.weak,
                missing: detail.counts.missing,
                local: detail.standing.local,
                target: detail.standing.target,
                visits: detail.standing.visits,
              })}
            </p>
          )}
        </article>
      ))}
    </>
  )
}

function LinkTable({ links }: { readonly links: readonly ChainLinkRow[] }) {
  const { t } = useTranslation('chains')
  const { label } = useEnums()
  return (
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
        {links.map((link) => (
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
  )
}

function inSheets(links: readonly ChainLinkRow[]): readonly (readonly ChainLinkRow[])[] {
  const sheets: (readonly ChainLinkRow[])[] = [links.slice(0, firstRows)]
  for (let at = firstRows; at < links.length; at += laterRows) sheets.push(links.slice(at, at + laterRows))
  return sheets
}
