import { CloseOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ChainEnterprise, ChainLinkRow } from '#shared/contract/chains.ts'
import type { IndustryChain } from '#shared/domain/industry-chains.ts'
import { EnterprisePicker } from '../../components/EnterprisePicker.tsx'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { Answered } from '../../components/Screen.tsx'
import { call } from '../../lib/client.ts'
import { formatDay } from '../../lib/format.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { showToast } from '../../lib/toasts.ts'
import { useAction } from '../../lib/use-action.ts'
import styles from './chains.module.css'

const most = 200

/** The enterprises on a link and below it: at home first, then targets. Anybody may put one there or take it off. */
export function LinkEnterprises({
  chain,
  link,
}: {
  readonly chain: IndustryChain
  readonly link: ChainLinkRow
}) {
  const { t } = useTranslation('chains')
  const [round, setRound] = useState(0)
  const found = useLiveQuery('chains.enterprises', { chainId: chain.id, linkId: link.id, limit: most })
  const undoable = (text: string, groupId: string | null) => {
    if (groupId !== null) showToast(text, () => call('records.undoGroup', { groupId }))
  }
  const put = useAction(async (id: string, name: string) => {
    const { groupId } = await call('chains.place', {
      chainId: chain.id,
      linkId: link.id,
      enterpriseIds: [id],
    })
    undoable(t('enterprises.put', { name, link: link.name }), groupId)
    setRound((last) => last + 1)
  })
  const takeOff = useAction(async ({ id, name }: ChainEnterprise) => {
    const { groupId } = await call('chains.takeOff', { linkId: link.id, enterpriseId: id })
    undoable(t('enterprises.takenOff', { name, link: link.name }), groupId)
  })
  return (
    <section aria-label={t('enterprises.label')} className="op-stack">
      <h2>{t('enterprises.title', { count: found.data?.total ?? 0 })}</h2>
      <ErrorNotice
        error={put.error ?? takeOff.error}
        onClose={put.error ? put.clearError : takeOff.clearError}
      />
      <EnterprisePicker
        key={round}
        id={`put-${link.id}`}
        label={t('enterprises.add')}
        value={null}
        canCreate={false}
        onChange={(chosen) => chosen && put.run(chosen.id, chosen.name)}
      />
      <Answered query={found}>
        {({ rows, total }) =>
          rows.length === 0 ? (
            <p className="op-meta">{t('enterprises.empty')}</p>
          ) : (
            <>
              <ul className={styles.lines}>
                {rows.map((row) => (
                  <li key={row.id}>
                    <span className={row.kind === 'local' ? 'op-tag op-tag-warn' : 'op-tag'}>
                      {t(`kind.${row.kind}`)}
                    </span>
                    <Link to={`/enterprises/${row.id}`} className="op-clip">
                      {row.name}
                    </Link>
                    <span className={`op-meta ${styles.right}`}>
                      {[
                        row.city,
                        row.lastVisitOn
                          ? t('enterprises.last', { day: formatDay(row.lastVisitOn) })
                          : t('enterprises.never'),
                      ]
                        .filter(Boolean)
                        .join(' · ')}
                    </span>
                    {row.linkIds.includes(link.id) && (
                      <Button
                        type="text"
                        size="small"
                        aria-label={t('enterprises.takeOff', { name: row.name })}
                        title={t('enterprises.takeOff', { name: row.name })}
                        icon={<CloseOutlined aria-hidden />}
                        onClick={() => takeOff.run(row)}
                      />
                    )}
                  </li>
                ))}
              </ul>
              {total > rows.length && (
                <p className="op-meta">{t('enterprises.more', { count: total - rows.length })}</p>
              )}
            </>
          )
        }
      </Answered>
    </section>
  )
}
