import { useTranslation } from 'react-i18next'
import type { VisitDetail } from '#shared/contract/visits.ts'
import { MinutesPanel } from '../minutes/MinutesPanel.tsx'
import { NotesPanel } from '../notes/NotesPanel.tsx'

/** Notes on the visit by anybody, and a place to write one. */
export function VisitNotes({ detail: { visit } }: { readonly detail: VisitDetail }) {
  const { t } = useTranslation('notes')
  return (
    <section className="op-stack">
      <MinutesPanel visitId={visit.id} />
      <h2>{t('label')}</h2>
      <NotesPanel
        owner={{ table: 'visits', id: visit.id }}
        enterpriseId={visit.enterpriseId}
        visitId={visit.id}
        tripId={visit.tripId}
        confidentiality={visit.confidentiality}
      />
    </section>
  )
}
