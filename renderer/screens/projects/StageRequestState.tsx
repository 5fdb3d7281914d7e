import { useTranslation } from 'react-i18next'
import type { ShownStageRequest } from '#shared/contract/projects.ts'
import { Notice } from '../../components/Notice.tsx'
import { useEnums } from '../../lib/enums.ts'
import { formatInstant } from '../../lib/format.ts'

/** What became of the last request for another stage. */
export function StageRequestState({ request }: { readonly request: ShownStageRequest | null }) {
  const { t } = useTranslation('projects')
  const { label } = useEnums()
  if (!request) return null
  const { state, from, to, decidedAt, refusal, refusedField, requestedAt, requestedByName, reason } = request
  const field = refusedField ? t(`field.${refusedField.replace(/Id$/, '')}`) : ''
  return (
    <Notice
      kind={state === 'refused' ? 'warn' : 'plain'}
      title={
        <>
          <strong>{t(`stage.state.${state}`)}</strong>{' '}
          {t(`stage.text.${state}`, {
            from: label('projectStages', from),
            to: label('projectStages', to),
            time: decidedAt ? formatInstant(decidedAt) : '',
          })}
          {refusal && t(`stage.obstacle.${refusal}`, { field })}
        </>
      }
    >
      <span className="op-meta">
        {t('stage.asked', { name: requestedByName ?? t('common:someone'), time: formatInstant(requestedAt) })}
        {reason && ` · ${reason}`}
      </span>
    </Notice>
  )
}
