import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChainDetail } from '#shared/contract/chains.ts'
import { pastedLinks } from '#shared/domain/chain-lines.ts'
import { GrowingText } from '../../components/GrowingText.tsx'
import { LinkPlan } from './LinkPlan.tsx'

/** Links copied from a spreadsheet, seen before they are written, and taken back as one. */
export function PasteLinks({
  detail,
  onClose,
}: {
  readonly detail: ChainDetail
  readonly onClose: () => void
}) {
  const { t } = useTranslation('chains')
  const [text, setText] = useState('')
  const rows = useMemo(() => pastedLinks(text), [text])
  return (
    <section aria-label={t('add.paste')} className="op-stack">
      <p className="op-meta">{t('add.pasteHint')}</p>
      <GrowingText
        autoFocus
        aria-label={t('add.pasteField')}
        minRows={4}
        maxRows={8}
        value={text}
        placeholder={t('add.pasteExample')}
        onChange={(event) => setText(event.target.value)}
      />
      <LinkPlan detail={detail} rows={rows} onClose={onClose} />
    </section>
  )
}
