import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Clearance } from '#shared/contract/sync.ts'
import { entityOf } from '#shared/domain/entities.ts'
import { PrintedSheet } from '../../components/PrintedSheet.tsx'
import { localDate, localTime } from '../../lib/clock.ts'
import { formatAmount } from '../../lib/format.ts'
import faces from '../reports/report-sheet.module.css'
import styles from './clearance.module.css'
import { tableText } from './field-text.ts'
import { keptByMaker, keptSum } from './kept-text.ts'

/** The clearance sheet: on the screen as it will be printed, and for the printer. */
export function ClearanceSheet({ clearance }: { readonly clearance: Clearance }) {
  return (
    <>
      <div className={styles.desk}>
        <SheetOfPaper clearance={clearance} />
      </div>
      <PrintedSheet>
        <SheetOfPaper clearance={clearance} />
      </PrintedSheet>
    </>
  )
}

function SheetOfPaper({ clearance }: { readonly clearance: Clearance }) {
  const { t } = useTranslation('sync')
  const { server, scopes, tables } = clearance
  // What the server alone writes says nothing about this laptop.
  const counted = tables.filter(({ table }) => entityOf(table)?.mergeClass !== 'published')
  return (
    <article className={styles.paper} aria-label={t('sheet.title')}>
      <h1 className={faces.faceTitle}>{t('sheet.title')}</h1>
      <p className={`${faces.faceKai} ${styles.number}`}>
        {t('sheet.number', { number: sheetNumber(clearance) })}
      </p>
      <table className={`${faces.faceBody} ${styles.grid}`}>
        <tbody>
          <Pair
            left={[t('sheet.organisation'), clearance.organisation]}
            right={[t('sheet.unit'), clearance.unitName]}
          />
          <Pair
            left={[t('sheet.user'), clearance.userName]}
            right={[t('sheet.device'), clearance.deviceName]}
          />
          <Pair
            left={[t('sheet.server'), clearance.serverUrl]}
            right={[t('sheet.checkedAt'), written(clearance.checkedAt)]}
          />
          <Wide name={t('sheet.deviceId')}>
            <span className={styles.code}>{clearance.deviceId}</span>
          </Wide>
          <Wide name={t('sheet.result')}>
            <strong>{t(clearance.clear ? 'sheet.clear' : 'sheet.notClear')}</strong>
          </Wide>
        </tbody>
      </table>

      <h2 className={faces.faceHei}>{t('sheet.onDevice')}</h2>
      <table className={`${faces.faceBody} ${styles.grid} ${styles.counts}`}>
        <thead>
          <tr>
            {[0, 1].map((column) => [
              <th key={`kind ${column}`}>{t('sheet.kind')}</th>,
              <th key={`all ${column}`}>{t('sheet.all')}</th>,
              <th key={`own ${column}`}>{t('sheet.own')}</th>,
            ])}
          </tr>
        </thead>
        <tbody>
          {counted.length === 0 && (
            <tr>
              <td colSpan={6} className={styles.nothing}>
                {t('sheet.none')}
              </td>
            </tr>
          )}
          {inPairs(counted).map((pair) => (
            <tr key={pair[0]?.table}>
              {[0, 1].map((column) => {
                const row = pair[column]
                return [
                  <td key={`kind ${column}`}>{row && tableText(row.table)}</td>,
                  <td key={`all ${column}`}>{row && formatAmount(row.count)}</td>,
                  <td key={`own ${column}`}>{row && formatAmount(row.own)}</td>,
                ]
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <p className={faces.faceBody}>
        {t('sheet.open', {
          waiting: clearance.waiting,
          carried: clearance.carried,
          refused: clearance.refused,
          conflicts: clearance.conflicts,
          drafts: clearance.drafts,
          files: clearance.files,
        })}
      </p>
      {clearance.kept.length > 0 && (
        <p className={faces.faceBody}>
          {t('sheet.kept', { count: keptSum(clearance), list: keptByMaker(clearance) })}
        </p>
      )}

      <h2 className={faces.faceHei}>{t('sheet.confirmation')}</h2>
      <table className={`${faces.faceBody} ${styles.grid}`}>
        <tbody>
          <Wide name={t('sheet.handedIn')}>
            {t('sheet.handedInText', { count: clearance.handedIn, since: written(clearance.since) })}
          </Wide>
          <Wide name={t('sheet.accepted')}>
            {server
              ? t('sheet.acceptedText', {
                  count: server.accepted,
                  at: written(server.at),
                  quarantined: server.quarantined,
                })
              : t('sheet.notAsked')}
          </Wide>
          <Wide name={t('sheet.compared')}>
            {t('sheet.comparedText', { count: scopes.compared, differing: scopes.differing.length })}
          </Wide>
          <Wide name={t('sheet.digest')}>
            <span className={styles.code}>{clearance.digest}</span>
          </Wide>
          {server && (
            <Wide name={t('sheet.signature')}>
              <span className={styles.code}>{server.signature}</span>
              <br />
              {t(
                server.verified === null
                  ? 'sheet.signatureUnknown'
                  : server.verified
                    ? 'sheet.signatureGood'
                    : 'sheet.signatureBad',
              )}
            </Wide>
          )}
        </tbody>
      </table>
      <p className={`${faces.faceBody} ${styles.statement}`}>
        {t(clearance.clear ? 'sheet.statement' : 'sheet.notYet')}
      </p>
      <div className={`${faces.faceBody} ${styles.signatures}`}>
        <span>{t('sheet.handsOver')}</span>
        <span>{t('sheet.receives')}</span>
        <span>{t('sheet.witness')}</span>
        <span>{t('sheet.date')}</span>
      </div>
    </article>
  )
}

type Named = readonly [name: string, value: ReactNode]

function Pair({ left, right }: { readonly left: Named; readonly right: Named }) {
  return (
    <tr>
      <th scope="row">{left[0]}</th>
      <td>{left[1]}</td>
      <th scope="row">{right[0]}</th>
      <td>{right[1]}</td>
    </tr>
  )
}

function Wide({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td colSpan={3}>{children}</td>
    </tr>
  )
}

/** `2026-11-22 14:32`: on paper the year is always written. */
function written(instant: string): string {
  const at = new Date(instant)
  return Number.isNaN(at.getTime()) ? instant : `${localDate(at)} ${localTime(at)}`
}

/** Day and time of the check with the end of the device's number: tells one sheet from another. */
function sheetNumber({ checkedAt, deviceId }: Clearance): string {
  const at = new Date(checkedAt)
  const digits = `${localDate(at)}${localTime(at)}`.replace(/\D/g, '')
  return `${digits}-${deviceId.slice(-4).toUpperCase()}`
}

function inPairs<T>(rows: readonly T[]): readonly (readonly [T, T?])[] {
  const pairs: [T, T?][] = []
  for (let index = 0; index < rows.length; index += 2) {
    const [first, second] = rows.slice(index, index + 2)
    if (first !== undefined) pairs.push(second === undefined ? [first] : [first, second])
  }
  return pairs
}
