import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChainDetail } from '#shared/contract/chains.ts'
import { useAccountStatus } from '../../lib/account.ts'
import { useToday } from '../../lib/clock.ts'
import faces from '../reports/report-sheet.module.css'
import { svgAddress } from './ChainPicture.tsx'
import { ChainTable } from './ChainTable.tsx'
import styles from './chains.module.css'
import type { DrawnPicture } from './use-picture.ts'

interface Props {
  readonly detail: ChainDetail
  readonly panorama: DrawnPicture
  readonly situation: DrawnPicture
  /** Links on each sheet of the table: the first and the one after the last. */
  readonly tableSheets: readonly (readonly [from: number, to: number])[]
  readonly from: string
  readonly to: string
}

/** A4 across: both pictures, each on a sheet of its own, then the table of all links. Each sheet says whose it is. */
export function ChainSheets({ detail, panorama, situation, tableSheets, from, to }: Props) {
  const { t } = useTranslation('chains')
  const { chain } = detail
  const pages = tableSheets.length + 2
  return (
    <>
      {(
        [
          ['panorama', panorama],
          ['situation', situation],
        ] as const
      ).map(([kind, picture], index) => (
        <Paper
          key={kind}
          chain={chain.name}
          label={t(`picture.title-${kind}`, { name: chain.name })}
          page={index + 1}
          pages={pages}
        >
          <img
            className={styles.printed}
            src={svgAddress(picture.svg)}
            alt={t(`picture.title-${kind}`, { name: chain.name })}
          />
        </Paper>
      ))}
      {tableSheets.map((sheet, index) => (
        <Paper
          key={sheet[0]}
          chain={chain.name}
          label={t('print.table', { name: chain.name })}
          page={index + 3}
          pages={pages}
        >
          <ChainTable detail={detail} rows={sheet} from={from} to={to} />
        </Paper>
      ))}
    </>
  )
}

interface PaperProps {
  readonly chain: string
  readonly label: string
  readonly page: number
  readonly pages: number
  readonly children: ReactNode
}

/** A sheet with chain, unit and day at its head and its number at the foot. */
function Paper({ chain, label, page, pages, children }: PaperProps) {
  const { t } = useTranslation('chains')
  const { account } = useAccountStatus()
  return (
    <article className={`${styles.paper} ${faces.faceBody}`} aria-label={label}>
      <header className={styles.sheetHead}>
        <span>{chain}</span>
        <span>{[account.unitName ?? account.organisation, useToday()].join('　')}</span>
      </header>
      <div className={styles.sheetBody}>{children}</div>
      <footer className={styles.sheetFoot}>{t('print.page', { page, pages })}</footer>
    </article>
  )
}
