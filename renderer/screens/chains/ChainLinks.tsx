import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation, useSearchParams } from 'react-router'
import type { ChainDetail } from '#shared/contract/chains.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { AddLinks } from './AddLinks.tsx'
import styles from './chains.module.css'
import { type ChosenFile, FileLinks } from './FileLinks.tsx'
import { LinkPanel } from './LinkPanel.tsx'
import { LinkTree } from './LinkTree.tsx'
import { PasteLinks } from './PasteLinks.tsx'
import { useLinkEdits } from './use-link-edits.ts'

/** The links as a tree at the left, the chosen one at the right: at first the one that the address names. */
export function ChainLinks({ detail }: { readonly detail: ChainDetail }) {
  const { t } = useTranslation('chains')
  const { links, mayWrite, chain } = detail
  const [search] = useSearchParams()
  const { key } = useLocation()
  const asked = search.get('link')
  const [chosen, setChosen] = useState(asked ?? links[0]?.id ?? null)
  const [followed, setFollowed] = useState(key)
  // The search box may lead to another link of the chain that is open already.
  if (key !== followed) {
    setFollowed(key)
    if (asked !== null) setChosen(asked)
  }
  const link = links.find(({ id }) => id === chosen) ?? null
  const edits = useLinkEdits(detail)
  const [many, setMany] = useState<'paste' | ChosenFile | null>(null)
  const close = () => setMany(null)
  if (many === 'paste') return <PasteLinks detail={detail} onClose={close} />
  if (many) return <FileLinks detail={detail} file={many} onClose={close} />
  return (
    <div className={styles.split}>
      <div className="op-stack">
        <ErrorNotice error={edits.error} onClose={edits.clearError} />
        {links.length === 0 ? (
          <EmptyState text={t(mayWrite ? 'tree.empty' : 'tree.emptyReader')} />
        ) : (
          <LinkTree detail={detail} chosen={chosen} onChoose={setChosen} edits={edits} />
        )}
        {mayWrite && <AddLinks detail={detail} under={link} onAdded={setChosen} onMany={setMany} />}
      </div>
      {link ? (
        <LinkPanel key={link.id} chain={chain} link={link} mayWrite={mayWrite} edits={edits} />
      ) : (
        <div className="op-empty">{links.length > 0 && t('tree.choose')}</div>
      )}
    </div>
  )
}
