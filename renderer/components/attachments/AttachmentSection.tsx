import { FolderOpenOutlined, PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { type DragEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { localTime } from '../../lib/clock.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { ErrorNotice } from '../ErrorNotice.tsx'
import { AddingList } from './AddingList.tsx'
import { AttachmentTile } from './AttachmentTile.tsx'
import { AttachmentViewer } from './AttachmentViewer.tsx'
import type { AttachmentOwner, NewFile } from './add-attachment.ts'
import { addFiles, filesOf, useAdding } from './adding.ts'
import styles from './attachments.module.css'
import { PhotoFolderDialog } from './PhotoFolderDialog.tsx'

interface Props {
  readonly owner: AttachmentOwner
  /** Shows also the files of what belongs to this enterprise or trip. */
  readonly withRelated?: boolean
  /** Within a form, where the text of the button says it all. */
  readonly compact?: boolean
  readonly extra?: ReactNode
}

/** The files of a record: dropped, pasted or chosen, each with its preview and where it is. */
export function AttachmentSection({ owner, withRelated = false, compact = false, extra }: Props) {
  const { t } = useTranslation('attachments')
  const list = useLiveQuery('attachments.list', { ownerTable: owner.table, ownerId: owner.id, withRelated })
  const rows = list.data ?? []
  const adding = useAdding((state) => state.files.some((file) => file.ownerId === owner.id))
  const [openedId, setOpenedId] = useState<string | null>(null)
  const [choosing, setChoosing] = useState(false)
  const picker = useRef<HTMLInputElement>(null)
  const add = (files: readonly NewFile[]) => void (files.length > 0 && addFiles(owner, files))
  const pastedName = (number: number) =>
    t('pastedName', { time: localTime(new Date()).replace(':', ''), number })
  const drop = useDropTarget((data) => add(filesOf(data, pastedName)))
  usePastedFiles((data) => add(filesOf(data, pastedName)))
  return (
    <section className={styles.section} aria-label={t('title')} {...drop.handlers}>
      <div className={styles.head}>
        {!compact && <h2>{rows.length === 0 ? t('title') : t('titleCount', { count: rows.length })}</h2>}
        <Button size="small" icon={<PlusOutlined aria-hidden />} onClick={() => picker.current?.click()}>
          {t(compact ? 'addPhotos' : 'add')}
        </Button>
        <Button
          size="small"
          type="text"
          icon={<FolderOpenOutlined aria-hidden />}
          onClick={() => setChoosing(true)}
        >
          {t('fromFolder')}
        </Button>
        {extra}
        {rows.length > 0 && !compact && <span className="op-meta">{t('hint')}</span>}
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          aria-label={t('add')}
          onChange={(event) => {
            add(Array.from(event.target.files ?? []).map((file) => ({ file, name: file.name })))
            event.target.value = ''
          }}
        />
      </div>
      <ErrorNotice error={list.error} onRetry={list.reload} />
      <AddingList ownerId={owner.id} />
      {rows.length > 0 ? (
        <ul className={styles.grid} aria-label={t('title')}>
          {rows.map((row) => (
            <AttachmentTile key={row.id} row={row} onOpen={() => setOpenedId(row.id)} />
          ))}
        </ul>
      ) : (
        list.data && !compact && !adding && <p className="op-meta">{t('empty')}</p>
      )}
      {drop.over && <div className={styles.drop}>{t('drop')}</div>}
      <AttachmentViewer rows={rows} openedId={openedId} onOpen={setOpenedId} owner={owner} />
      {choosing && <PhotoFolderDialog owner={owner} onClose={() => setChoosing(false)} />}
    </section>
  )
}

/** Says that files may be let go here, and takes them. */
function useDropTarget(take: (data: DataTransfer) => void) {
  const [over, setOver] = useState(false)
  const hasFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files')
  return {
    over,
    handlers: {
      onDragOver: (event: DragEvent) => {
        if (!hasFiles(event)) return
        event.preventDefault()
        event.dataTransfer.dropEffect = 'copy'
        setOver(true)
      },
      onDragLeave: (event: DragEvent) => {
        const { currentTarget, relatedTarget } = event
        if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) setOver(false)
      },
      onDrop: (event: DragEvent) => {
        if (!hasFiles(event)) return
        event.preventDefault()
        setOver(false)
        take(event.dataTransfer)
      },
    },
  }
}

/** Files in the clipboard are for this page, unless an editor has taken them. */
function usePastedFiles(take: (data: DataTransfer) => void): void {
  const latest = useRef(take)
  latest.current = take
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      if (event.defaultPrevented || !event.clipboardData || event.clipboardData.files.length === 0) return
      event.preventDefault()
      latest.current(event.clipboardData)
    }
    window.addEventListener('paste', paste)
    return () => window.removeEventListener('paste', paste)
  }, [])
}
