import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ChainDetail } from '#shared/contract/chains.ts'
import { Freshness } from '../../components/Freshness.tsx'
import { useEnums } from '../../lib/enums.ts'
import { formatDay } from '../../lib/format.ts'
import styles from './chains.module.css'
import { StateTag } from './StateTag.tsx'

/** How visits of the period cover the chain: each link with its visits, and visited firms that would fill a gap. */
export function ChainCoverage({ detail }: { readonly detail: ChainDetail }) {
  const { t } = useTranslation('chains')
  const { label } = useEnums()
  const { links, gapVisits, counts } = detail
  const highest = Math.max(1, ...links.map(({ visits }) => visits))
  return (
    <div className="op-stack">
      <p>
        {t('coverage.summary', { links: counts.links, unvisited: counts.unvisited, gaps: gapVisits.length })}{' '}
        <Freshness />
      </p>
      <table className={styles.table}>
        <caption className="op-unseen">{t('tab.coverage')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('tree.link')}</th>
            <th scope="col">{t('field.position')}</th>
            <th scope="col">{t('field.state')}</th>
            <th scope="col">{t('coverage.visits')}</th>
            <th scope="col" className="op-amount">
              {t('count.visited')}
            </th>
            <th scope="col">{t('count.lastVisitOn')}</th>
          </tr>
        </thead>
        <tbody>
          {links.map((link) => (
            <tr key={link.id}>
              <th scope="row" style={{ paddingLeft: 8 + link.depth * 20 }}>
                {link.name}
              </th>
              <td>{label('linkPositions', link.position)}</td>
              <td>
                <StateTag state={link.state} />
              </td>
              <td>
                {link.visits === 0 ? (
                  <span className="op-tag op-tag-late">{t('coverage.none')}</span>
                ) : (
                  <span className={styles.bar}>
                    <span style={{ width: `${(link.visits / highest) * 120}px` }} aria-hidden />
                    {link.visits}
                  </span>
                )}
              </td>
              <td className="op-amount">{link.visited}</td>
              <td>{link.lastVisitOn && formatDay(link.lastVisitOn)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h2>{t('coverage.gaps')}</h2>
      {gapVisits.length === 0 ? (
        <p className="op-meta">{t('coverage.noGaps')}</p>
      ) : (
        <ul className={styles.lines}>
          {gapVisits.map((row) => (
            <li key={`${row.linkId} ${row.enterpriseId}`}>
              <StateTag state="missing" />
              <span>{row.linkName}</span>
              <Link to={`/enterprises/${row.enterpriseId}`}>{row.enterpriseName}</Link>
              <span className={`op-meta ${styles.right}`}>
                {t('coverage.gapVisit', { count: row.visits, day: formatDay(row.lastVisitOn) })}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
