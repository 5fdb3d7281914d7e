import { LeftOutlined, RightOutlined } from '@ant-design/icons'
import { Button, Modal } from 'antd'
import { type KeyboardEvent, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { AttachmentRow } from '#shared/contract/attachments.ts'
import { isComposing } from '../../lib/composition.ts'
import { AudioPlayer } from '../recorder/AudioPlayer.tsx'
import { AttachmentActions } from './AttachmentActions.tsx'
import { AttachmentFacts } from './AttachmentFacts.tsx'
import type { AttachmentOwner } from './add-attachment.ts'
import styles from './attachments.module.css'
import { attachmentUrl, thumbUrl } from './urls.ts'

interface Props {
  readonly rows: readonly AttachmentRow[]
  readonly openedId: string | null
  readonly onOpen: (id: string | null) => void
  readonly owner: AttachmentOwner
}

/** One attachment after the other: arrow keys go on, Esc closes. */
export function AttachmentViewer({ rows, openedId, onOpen, owner }: Props) {
  const { t } = useTranslation('attachments')
  const index = rows.findIndex(({ id }) => id === openedId)
  const row = rows[index]
  const go = (step: number) => {
    const next = rows[index + step]
    if (next) onOpen(next.id)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const inField = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement
    if (isComposing() || inField) return
    if (event.key === 'ArrowLeft') go(-1)
    if (event.key === 'ArrowRight') go(1)
  }
  // The one that is shown was deleted: the page behind it is shown again.
  useEffect(() => {
    if (openedId !== null && index === -1) onOpen(null)
  }, [openedId, index, onOpen])
  return (
    <Modal
      open={row !== undefined}
      title={row ? <span className={styles.viewerTitle}>{row.caption ?? row.name}</span> : null}
      footer={null}
      width="calc(100vw - 48px)"
      centered
      destroyOnHidden
      onCancel={() => onOpen(null)}
    >
      {row && (
        // biome-ignore lint/a11y/noStaticElementInteractions: the dialog around it has the focus; keys only go on
        <div className={styles.viewer} onKeyDown={onKeyDown}>
          <div className={styles.stage}>
            <Content key={row.id} row={row} />
            <Button
              className={styles.before ?? ''}
              aria-label={t('previous')}
              icon={<LeftOutlined aria-hidden />}
              disabled={index === 0}
              onClick={() => go(-1)}
            />
            <Button
              className={styles.after ?? ''}
              aria-label={t('next')}
              // The keyboard works from here at once.
              autoFocus
              icon={<RightOutlined aria-hidden />}
              disabled={index === rows.length - 1}
              onClick={() => go(1)}
            />
          </div>
          <aside className={styles.side}>
            <span className="op-meta">{t('position', { index: index + 1, total: rows.length })}</span>
            <AttachmentFacts row={row} />
            <AttachmentActions key={row.id} row={row} owner={owner} />
          </aside>
        </div>
      )}
    </Modal>
  )
}

function Content({ row }: { readonly row: AttachmentRow }) {
  const { t } = useTranslation('attachments')
  const preview = thumbUrl(row)
  if (!row.file.here)
    return (
      <div className={styles.absent}>
        {preview && <img className={styles.blurred} src={preview} alt={row.caption ?? row.name} />}
        <p>{t('previewNotHere')}</p>
      </div>
    )
  if (/^image\/(jpeg|png|gif|webp|bmp|avif)$/.test(row.mime))
    return <img className={styles.picture} src={attachmentUrl(row.id)} alt={row.caption ?? row.name} />
  if (row.mime.startsWith('audio/')) return <AudioPlayer row={row} />
  if (row.mime.startsWith('video/'))
    // biome-ignore lint/a11y/useMediaCaption: films of visits have no captions
    return <video className={styles.picture} controls src={attachmentUrl(row.id)} />
  return (
    <div className={styles.absent}>
      {preview && <img src={preview} alt={row.name} />}
      <p>{t('noPreview')}</p>
    </div>
  )
}
