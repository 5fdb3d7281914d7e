import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Project } from '#shared/domain/projects.ts'
import { Choices } from '../../components/fields/ChoiceField.tsx'
import { NegotiationLedger } from '../negotiations/NegotiationLedger.tsx'
import { NotesPanel } from '../notes/NotesPanel.tsx'

const parts = ['notes', 'ledger'] as const

/** Talks on a project: its notes, and what is negotiated with the investor who leads. */
export function ProjectTalks({ project }: { readonly project: Project }) {
  const { t } = useTranslation('projects')
  const { id, enterpriseId, tripId } = project
  const [part, setPart] = useState<(typeof parts)[number]>('notes')
  return (
    <div className="op-stack">
      <Choices
        id={`talks-${id}`}
        label={t('detail.talks')}
        options={parts.map((value) => ({ value, label: t(`talks.${value}`) }))}
        value={part}
        onChange={(value) => setPart(value === 'ledger' ? 'ledger' : 'notes')}
      />
      {part === 'notes' ? (
        <NotesPanel owner={{ table: 'projects', id }} enterpriseId={enterpriseId} tripId={tripId} />
      ) : enterpriseId ? (
        <NegotiationLedger enterpriseId={enterpriseId} projectId={id} />
      ) : (
        <p className="op-meta">
          {t('talks.noInvestor')}{' '}
          <Link to={`/projects/${id}/edit?field=enterpriseId`}>{t('detail.edit')}</Link>
        </p>
      )}
    </div>
  )
}
