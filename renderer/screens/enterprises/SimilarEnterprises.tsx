import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { normaliseUscc, usccProblem } from '#shared/domain/uscc.ts'
import { Notice } from '../../components/Notice.tsx'
import { whenComposed } from '../../lib/composition.ts'
import { useLiveQuery } from '../../lib/live-query.ts'

const typingPauseMs = 250

/** Enterprises already on file that may be the one being typed, with a way to open them. */
export function SimilarEnterprises(props: {
  readonly name: string
  readonly uscc: string | null
  readonly exceptId: string | null
}) {
  const { t } = useTranslation('enterprises')
  const asked = useSettled(props.name, props.uscc)
  const worthAsking = asked.name.length >= 2 || asked.uscc !== null
  const similar = useLiveQuery(
    'enterprises.similar',
    worthAsking ? { ...asked, exceptId: props.exceptId } : null,
  )
  const rows = similar.data ?? []
  if (rows.length === 0) return null
  return (
    <Notice kind="warn" title={t('form.similarTitle')}>
      <ul>
        {rows.map(({ id, name, city, because }) => (
          <li key={id}>
            <Link to={`/enterprises/${id}`} aria-label={t('form.similarOpen', { name })}>
              {name}
            </Link>{' '}
            <span className="op-meta">
              {[city, because === 'uscc' ? t('form.similarUscc') : t('form.similarName')]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </li>
        ))}
      </ul>
    </Notice>
  )
}

interface Asked {
  readonly name: string
  readonly uscc: string | null
}

/** The name and a complete code a moment after the last key, never in the middle of composing. */
function useSettled(name: string, uscc: string | null): Asked {
  const code = uscc === null ? null : normaliseUscc(uscc)
  const complete = code !== null && usccProblem(code) === null ? code : null
  const [settled, setSettled] = useState<Asked>({ name: '', uscc: null })
  useEffect(() => {
    const settle = () => setSettled({ name: name.trim().slice(0, 200), uscc: complete })
    const timer = setTimeout(() => whenComposed(settle), typingPauseMs)
    return () => clearTimeout(timer)
  }, [name, complete])
  return settled
}
