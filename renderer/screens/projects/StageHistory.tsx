import { useTranslation } from 'react-i18next'
import type { StageStep } from '#shared/domain/project-stages.ts'
import { useEnums } from '../../lib/enums.ts'
import { formatDay } from '../../lib/format.ts'

/** The stages a project went through, the latest first, each with its proof or its reason. */
export function StageHistory({ steps }: { readonly steps: readonly StageStep[] }) {
  const { t } = useTranslation('projects')
  const { label } = useEnums()
  if (steps.length === 0) return <p className="op-meta">{t('stage.noHistory')}</p>
  return (
    <ol className="op-stack" reversed aria-label={t('stage.history')}>
      {[...steps].reverse().map((step, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: steps are only ever added, and have no name of their own
        <li key={steps.length - index}>
          <strong>{label('projectStages', step.stage)}</strong> {formatDay(step.on)}{' '}
          <span className="op-meta">
            {[step.proof && `${label('proofKinds', step.proof.kind)} ${step.proof.text}`, step.reason]
              .filter(Boolean)
              .join(' · ')}
          </span>
        </li>
      ))}
    </ol>
  )
}
