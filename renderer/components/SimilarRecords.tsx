import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Input } from '#shared/contract/index.ts'
import { whenComposed } from '../lib/composition.ts'
import { useLiveQuery } from '../lib/live-query.ts'
import { Notice } from './Notice.tsx'

const typingPauseMs = 250

type Asked = Input<'duplicates.similar'>

interface Props extends Asked {
  readonly name: string
}

/** Records already on file that may be the one being typed, and units elsewhere that talk with the enterprise. */
export function SimilarRecords(asked: Props) {
  const { t } = useTranslation('duplicates')
  const settled = useSettled(asked)
  const found = useLiveQuery('duplicates.similar', settled)
  const { records = [], elsewhere = [] } = (settled && found.data) || {}
  return (
    <div className="op-similar-records">
      {records.length > 0 && (
        <Notice
          kind="warn"
          title={t(asked.table === 'enterprises' ? 'similarEnterprises' : 'similarContacts')}
        >
          <ul>
            {records.map(({ id, name, at, because }) => (
              <li key={id}>
                <Link to={`/${asked.table}/${id}`} aria-label={t('openRecord', { name })}>
                  {name}
                </Link>{' '}
                <span className="op-meta">{[at, t(`reason.${because}`)].filter(Boolean).join(' · ')}</span>
              </li>
            ))}
          </ul>
        </Notice>
      )}
      <TalkingElsewhere units={elsewhere} />
    </div>
  )
}

/** Names the units that are already talking with an enterprise; nothing else of it is known here. */
export function TalkingElsewhere({ units }: { readonly units: readonly string[] }) {
  const { t, i18n } = useTranslation('duplicates')
  if (units.length === 0) return null
  return (
    <Notice kind="warn" title={t('elsewhere', { unit: units.join(i18n.language === 'en' ? ', ' : '、') })} />
  )
}

/** What was typed a moment after the last key, never in the middle of composing; null while it says too little. */
function useSettled(asked: Props): Asked | null {
  const [settled, setSettled] = useState<Asked | null>(null)
  const name = asked.name.trim().slice(0, 200)
  const phones = (asked.phones ?? []).map((phone) => phone.trim().slice(0, 60)).filter(Boolean)
  const enough = name.length >= 2 || (asked.uscc ?? '').length >= 15 || phones.length > 0
  const key = enough
    ? JSON.stringify({ ...asked, name, uscc: asked.uscc?.slice(0, 40) ?? null, phones: phones.slice(0, 20) })
    : null
  useEffect(() => {
    let current = true
    const settle = () => current && setSettled(key === null ? null : (JSON.parse(key) as Asked))
    const timer = setTimeout(() => whenComposed(settle), typingPauseMs)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [key])
  return settled
}
