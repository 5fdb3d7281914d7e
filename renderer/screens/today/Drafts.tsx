import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { call } from '../../lib/client.ts'
import { unfinishedForms, unfinishedVisits } from '../../lib/draft-titles.ts'
import { formatInstant } from '../../lib/format.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { tableText } from '../sync/field-text.ts'

/** What was begun and not saved, visits first: 恢复 14:32 的草稿. */
export function Drafts() {
  const { t } = useTranslation('today')
  const drafts = useLiveQuery('drafts.list', {})
  const visits = unfinishedVisits(drafts.data ?? [])
  const forms = unfinishedForms(drafts.data ?? [])
  if (visits.length + forms.length === 0) return null
  return (
    <section className="op-panel">
      <h2>{t('drafts')}</h2>
      <ul className="op-lines">
        {visits.map((each) => (
          <li key={each.key}>
            <Link to={each.path}>{t('visits:draft.restore', { at: formatInstant(each.at) })}</Link>
            <span className="op-meta op-line-rest">{each.enterpriseName ?? t('draft-unnamed')}</span>
            <Button
              size="small"
              type="text"
              onClick={() => void call('drafts.discard', { key: each.key }).then(drafts.reload)}
            >
              {t('visits:draft.discard')}
            </Button>
          </li>
        ))}
        {forms.map(({ key, about, path, name, at }) => {
          const what = about === 'card' ? t('cards:title') : tableText(about ?? 'other')
          const text = t('draft-form', { what, at: formatInstant(at) })
          return (
            <li key={key}>
              {path ? <Link to={path}>{text}</Link> : <span>{text}</span>}
              <span className="op-meta op-line-rest">{name}</span>
              <Button
                size="small"
                type="text"
                onClick={() => void call('drafts.discard', { key }).then(drafts.reload)}
              >
                {t('visits:draft.discard')}
              </Button>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
