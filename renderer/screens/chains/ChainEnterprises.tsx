import { Button, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ChainDetail } from '#shared/contract/chains.ts'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { Answered } from '../../components/Screen.tsx'
import { call } from '../../lib/client.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { showToast } from '../../lib/toasts.ts'
import { useAction } from '../../lib/use-action.ts'
import styles from './chains.module.css'

const most = 500

/** Enterprises whose office typed this chain, to be taken in by one click, and those that still lack a link. */
export function ChainEnterprises({ detail }: { readonly detail: ChainDetail }) {
  const { t } = useTranslation('chains')
  const { chain, links } = detail
  const candidates = useLiveQuery('chains.candidates', { chainId: chain.id })
  const unplaced = useLiveQuery('chains.enterprises', { chainId: chain.id, linkId: chain.id, limit: most })
  const undo = (groupId: string | null) =>
    groupId === null ? undefined : () => call('records.undoGroup', { groupId })
  const adopt = useAction(async () => {
    const { groupId, placed, onLinks } = await call('chains.adopt', { chainId: chain.id })
    showToast(t('adopt.done', { count: placed, onLinks }), undo(groupId))
  })
  const place = useAction(async (id: string, linkId: string) => {
    const { groupId } = await call('chains.place', { chainId: chain.id, linkId, enterpriseIds: [id] })
    showToast(t('adopt.placed'), undo(groupId))
  })
  const options = links.map(({ id, name, depth }) => ({ value: id, label: `${'　'.repeat(depth)}${name}` }))
  return (
    <div className={styles.halves}>
      <section aria-label={t('adopt.title')} className="op-stack">
        <h2>{t('adopt.title')}</h2>
        <ErrorNotice error={adopt.error} onClose={adopt.clearError} />
        <Answered query={candidates}>
          {({ rows, total }) =>
            total === 0 ? (
              <p className="op-meta">{t('adopt.none', { name: chain.name })}</p>
            ) : (
              <>
                <p>{t('adopt.found', { count: total, name: chain.name })}</p>
                <div>
                  <Button type="primary" loading={adopt.busy} onClick={() => adopt.run()}>
                    {t('adopt.button', { count: total })}
                  </Button>
                </div>
                <ul className={styles.lines}>
                  {rows.map((row) => (
                    <li key={row.id}>
                      <Link to={`/enterprises/${row.id}`} className="op-clip">
                        {row.name}
                      </Link>
                      <span className="op-tag">{row.typed}</span>
                      <span className={`op-meta ${styles.right}`}>
                        {t('adopt.goesTo', {
                          link: links.find(({ id }) => id === row.suggestion)?.name ?? t('adopt.noLink'),
                        })}
                      </span>
                    </li>
                  ))}
                </ul>
              </>
            )
          }
        </Answered>
      </section>
      <section aria-label={t('adopt.unplaced')} className="op-stack">
        <h2>{t('adopt.unplaced')}</h2>
        <ErrorNotice error={place.error} onClose={place.clearError} />
        <Answered query={unplaced}>
          {({ rows }) =>
            rows.length === 0 ? (
              <p className="op-meta">{t('adopt.allPlaced')}</p>
            ) : (
              <ul className={styles.lines}>
                {rows.map((row) => (
                  <li key={row.id}>
                    <Link to={`/enterprises/${row.id}`} className="op-clip">
                      {row.name}
                    </Link>
                    <span className="op-meta op-clip">{row.mainProducts}</span>
                    <Select<string>
                      className={styles.right ?? ''}
                      aria-label={t('adopt.choose', { name: row.name })}
                      placeholder={t('adopt.chooseLink')}
                      style={{ width: 168 }}
                      options={options}
                      showSearch={{ optionFilterProp: 'label' }}
                      onChange={(linkId) => place.run(row.id, linkId)}
                    />
                  </li>
                ))}
              </ul>
            )
          }
        </Answered>
      </section>
    </div>
  )
}
