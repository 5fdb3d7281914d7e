import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { TalkingElsewhere } from '../../components/SimilarRecords.tsx'
import { useLiveQuery } from '../../lib/live-query.ts'
import type { VisitFormApi } from './VisitFields.tsx'

/** Points out enterprises already known that may be the new one, each to be taken instead. */
export function SimilarEnterprises({ form, name }: { readonly form: VisitFormApi; readonly name: string }) {
  const { t } = useTranslation('visits')
  const similar = useLiveQuery('duplicates.similar', { table: 'enterprises', name })
  const { records = [], elsewhere = [] } = similar.data ?? {}
  if (records.length === 0)
    return (
      <>
        <p className="op-meta">{t('brief.new')}</p>
        <TalkingElsewhere units={elsewhere} />
      </>
    )
  return (
    <section role="status" className="op-similar">
      <p>{t('brief.similar')}</p>
      <ul>
        {records.map((each) => (
          <li key={each.id}>
            {each.name} <span className="op-meta">{each.at}</span>{' '}
            <Button
              size="small"
              onClick={() => {
                form.setValue('enterpriseName', each.name)
                form.setValue('enterpriseIsNew', false)
                form.setValue('enterpriseId', each.id)
              }}
            >
              {t('brief.take')}
            </Button>
          </li>
        ))}
      </ul>
      <TalkingElsewhere units={elsewhere} />
    </section>
  )
}
