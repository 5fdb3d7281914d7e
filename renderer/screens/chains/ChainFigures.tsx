import { useTranslation } from 'react-i18next'
import type { ChainDetail } from '#shared/contract/chains.ts'
import styles from './chains.module.css'
import { StateTag } from './StateTag.tsx'

/** The chain in figures: its links by state, who stands on them, what visits reached. */
export function ChainFigures({ detail }: { readonly detail: ChainDetail }) {
  const { t } = useTranslation('chains')
  const { counts, standing } = detail
  const figures = [
    ['links', counts.links],
    ['local', standing.local],
    ['target', standing.target],
    ['visits', standing.visits],
    ['visited', standing.visited],
    ['unvisited', counts.unvisited],
  ] as const
  return (
    <dl className={styles.figures} aria-label={t('detail.figures')}>
      {figures.map(([key, value]) => (
        <div key={key}>
          <dt>{t(`count.${key}`)}</dt>
          <dd>
            <strong>{value}</strong>
            {key === 'links' && (
              <>
                <StateTag state="strong" count={counts.strong} />
                <StateTag state="weak" count={counts.weak} />
                <StateTag state="missing" count={counts.missing} />
              </>
            )}
          </dd>
        </div>
      ))}
    </dl>
  )
}
