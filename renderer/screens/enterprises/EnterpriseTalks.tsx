import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { Choices } from '../../components/fields/ChoiceField.tsx'
import { MinutesPanel } from '../minutes/MinutesPanel.tsx'
import { NegotiationLedger } from '../negotiations/NegotiationLedger.tsx'
import { NotesPanel } from '../notes/NotesPanel.tsx'

const parts = ['notes', 'minutes', 'ledger'] as const
type Part = (typeof parts)[number]
const partOf = (text: string | null): Part => parts.find((part) => part === text) ?? 'notes'

/** Talks with an enterprise: notes, minutes and the ledger of what is negotiated. `?part=ledger` opens one of them. */
export function EnterpriseTalks({ id, name }: { readonly id: string; readonly name: string }) {
  const { t } = useTranslation('enterprises')
  const [search] = useSearchParams()
  const asked = search.get('part')
  const [chosen, setChosen] = useState<{ readonly asked: string | null; readonly part: Part }>({
    asked,
    part: partOf(asked),
  })
  // Another address opens what it asks for.
  const part = chosen.asked === asked ? chosen.part : partOf(asked)
  return (
    <div className="op-stack">
      <Choices
        id={`talks-${id}`}
        label={t('talks.parts')}
        options={parts.map((value) => ({ value, label: t(`talks.${value}`) }))}
        value={part}
        onChange={(value) => setChosen({ asked, part: partOf(value) })}
      />
      {part === 'notes' && (
        <NotesPanel owner={{ table: 'enterprises', id }} enterpriseId={id} exportFor={name} />
      )}
      {part === 'minutes' && <MinutesPanel enterpriseId={id} />}
      {part === 'ledger' && <NegotiationLedger enterpriseId={id} />}
    </div>
  )
}
