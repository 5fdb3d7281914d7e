import { Button } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChainDetail } from '#shared/contract/chains.ts'
import { readLinkLines } from '#shared/domain/chain-lines.ts'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { GrowingText } from '../../components/GrowingText.tsx'
import { call } from '../../lib/client.ts'
import { useEnums } from '../../lib/enums.ts'
import { newId } from '../../lib/ids.ts'
import { useAction } from '../../lib/use-action.ts'
import { saidAdded } from './AddLinks.tsx'
import styles from './chains.module.css'
import { StateTag } from './StateTag.tsx'

/** Links copied from a spreadsheet, seen before they are added, and taken back as one. */
export function PasteLinks({
  detail,
  onClose,
}: {
  readonly detail: ChainDetail
  readonly onClose: () => void
}) {
  const { t } = useTranslation('chains')
  const { label } = useEnums()
  const [text, setText] = useState('')
  const { links, chain } = detail
  const { lines, problems } = useMemo(
    () => readLinkLines(text, Object.fromEntries(links.map(({ name, position }) => [name, position]))),
    [text, links],
  )
  const add = useAction(async () => {
    const ids = new Map([
      ...links.map(({ name, id }) => [name, id] as const),
      ...lines.map(({ name }) => [name, newId()] as const),
    ])
    const { groupId } = await call('chains.addLinks', {
      chainId: chain.id,
      links: lines.map(({ parent, ...line }) => ({
        ...line,
        id: ids.get(line.name) ?? newId(),
        parentId: parent === null ? null : (ids.get(parent) ?? null),
      })),
    })
    saidAdded(t('add.added', { count: lines.length }), groupId)
    onClose()
  })
  return (
    <section aria-label={t('add.paste')} className={styles.add}>
      <ErrorNotice error={add.error} onClose={add.clearError} />
      <p className="op-meta">{t('add.pasteHint')}</p>
      <GrowingText
        autoFocus
        aria-label={t('add.pasteField')}
        minRows={4}
        maxRows={10}
        value={text}
        placeholder={t('add.pasteExample')}
        onChange={(event) => setText(event.target.value)}
      />
      {lines.length > 0 && (
        <ul className={styles.preview} aria-label={t('add.preview')}>
          {lines.map((line) => (
            <li key={line.name}>
              <StateTag state={line.state} />
              <span>{line.name}</span>
              <span className="op-meta">
                {[label('linkPositions', line.position), line.parent && t('add.under', { name: line.parent })]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            </li>
          ))}
        </ul>
      )}
      {problems.map(({ line, text: said, reason }) => (
        <p key={line} className="op-late">
          {t('add.problem', { line, text: said, reason: t(`add.reason-${reason}`) })}
        </p>
      ))}
      <div className="op-row">
        <Button type="primary" disabled={lines.length === 0} loading={add.busy} onClick={() => add.run()}>
          {t('add.confirm', { count: lines.length })}
        </Button>
        <Button onClick={onClose}>{t('add.cancel')}</Button>
      </div>
    </section>
  )
}
