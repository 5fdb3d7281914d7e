import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { CardMatch } from '#shared/contract/cards.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import styles from './cards.module.css'
import { type CardValues, phonesOf } from './use-card.ts'

interface Props {
  readonly values: CardValues
  readonly company: string
  readonly joined: CardMatch | null
  readonly onJoin: (match: CardMatch | null) => void
}

/** People on file who may be the one on the card: joined by one click instead of standing there twice. */
export function CardMatches({ values, company, joined, onJoin }: Props) {
  const { t } = useTranslation('cards')
  const said = {
    name: values.name.trim().slice(0, 200),
    phones: phonesOf(values.phones),
    email: values.email.trim() === '' ? null : values.email.trim().slice(0, 200),
    company: company.trim() === '' ? null : company.trim().slice(0, 200),
  }
  const nothing = said.name === '' && said.phones.length === 0 && said.email === null
  const found = useLiveQuery('cards.matches', nothing ? null : said).data ?? []
  if (joined)
    return (
      <div className={styles.matches} role="status">
        <span>{t('joins', { name: joined.name })}</span>
        <span className="op-meta">{t('joins-how')}</span>
        <Button size="small" onClick={() => onJoin(null)}>
          {t('join-not')}
        </Button>
      </div>
    )
  if (found.length === 0) return null
  return (
    <section className={styles.matches} aria-label={t('matches')}>
      <strong>{t('matches')}</strong>
      {found.map((match) => (
        <div key={match.id} className={styles.match}>
          <span>
            {match.name}
            <span className="op-meta">
              {' '}
              {[match.title, match.enterpriseName, match.phones[0]].filter(Boolean).join(' · ')}
            </span>
          </span>
          <span className="op-tag op-tag-warn">{t(`because.${match.because}`)}</span>
          <Button size="small" onClick={() => onJoin(match)}>
            {t('join')}
          </Button>
        </div>
      ))}
    </section>
  )
}
