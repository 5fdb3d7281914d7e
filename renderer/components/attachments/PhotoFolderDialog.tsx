import { Button, Checkbox, Modal } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FolderPhoto } from '#shared/contract/attachments.ts'
import { AppError } from '#shared/contract/errors.ts'
import { bridge, call } from '../../lib/client.ts'
import { formatInstant } from '../../lib/format.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { showToast } from '../../lib/toasts.ts'
import { useAction } from '../../lib/use-action.ts'
import { ErrorNotice } from '../ErrorNotice.tsx'
import type { AttachmentOwner, NewFile } from './add-attachment.ts'
import { addFiles } from './adding.ts'
import styles from './attachments.module.css'
import { folderPreview, readFolderPhoto } from './folder-photos.ts'

interface Props {
  readonly owner: AttachmentOwner
  readonly onClose: () => void
}

/** Often enough to see photos that a telephone is just copying. */
const lookAgainMs = 4000

/** The newest photos of the folder to which a camera or telephone copies them, to be ticked. */
export function PhotoFolderDialog({ owner, onClose }: Props) {
  const { t } = useTranslation('attachments')
  const folder = useLiveQuery('attachments.photoFolder', {})
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set())
  const { reload } = folder
  useEffect(() => {
    const timer = setInterval(reload, lookAgainMs)
    return () => clearInterval(timer)
  }, [reload])
  const choose = useAction(async () => {
    const chosen = await bridge().chooseFolder()
    if (!chosen) return
    await call('attachments.setPhotoFolder', { folderToken: chosen.token })
    setTicked(new Set())
    reload()
  })
  const add = useAction(async () => {
    const photos = (folder.data?.photos ?? []).filter(({ token }) => ticked.has(token))
    const files: NewFile[] = []
    for (const photo of photos) files.push({ file: await readFolderPhoto(photo), name: photo.name })
    onClose()
    const count = await addFiles(owner, files)
    if (count === 0) return
    await call('attachments.markTaken', { tokens: photos.map(({ token }) => token) })
    showToast(t('folder.added', { count }))
  })
  const toggle = (token: string) =>
    setTicked((before) => {
      const after = new Set(before)
      if (!after.delete(token)) after.add(token)
      return after
    })
  const data = folder.data
  return (
    <Modal
      open
      title={t('folder.title')}
      width={860}
      onCancel={onClose}
      footer={
        <div className="op-row">
          <Button loading={choose.busy} onClick={() => void choose.run()}>
            {t(data ? 'folder.change' : 'folder.choose')}
          </Button>
          <Button
            type="primary"
            disabled={ticked.size === 0}
            loading={add.busy}
            onClick={() => void add.run()}
          >
            {ticked.size === 0 ? t('add') : t('folder.add', { count: ticked.size })}
          </Button>
        </div>
      }
    >
      <ErrorNotice error={choose.error ?? add.error ?? folder.error} onClose={add.clearError} />
      {data === null && <p>{t('folder.none')}</p>}
      {data && !data.present && <p>{t('folder.absent', { name: data.name })}</p>}
      {data?.present && data.total === 0 && <p>{t('folder.empty')}</p>}
      {data?.present && data.total > 0 && (
        <>
          <p className="op-meta">
            {[
              data.name,
              t('folder.shown', { count: data.photos.length, total: data.total }),
              data.fresh > 0 && data.fresh < data.total && t('folder.fresh', { count: data.fresh }),
            ]
              .filter(Boolean)
              .join(' · ')}
          </p>
          <ul className={styles.roll}>
            {data.photos.map((photo) => (
              <li key={photo.token} className={photo.taken ? styles.taken : ''}>
                <Checkbox
                  checked={ticked.has(photo.token)}
                  onChange={() => toggle(photo.token)}
                  aria-label={photo.name}
                >
                  <RollPicture photo={photo} />
                  <span className={styles.name} title={photo.name}>
                    {photo.name}
                  </span>
                  <span className="op-meta">
                    {photo.taken ? t('folder.taken') : formatInstant(photo.modifiedAt)}
                  </span>
                </Checkbox>
              </li>
            ))}
          </ul>
        </>
      )}
    </Modal>
  )
}

/** The picture of a photo, made when it comes into sight. */
function RollPicture({ photo }: { readonly photo: FolderPhoto }) {
  const place = useRef<HTMLSpanElement>(null)
  const [url, setUrl] = useState<string | null>(null)
  useEffect(() => {
    let current = true
    const watch = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return
      watch.disconnect()
      folderPreview(photo).then(
        (made) => current && setUrl(made),
        (error: unknown) => error instanceof AppError || console.error(error),
      )
    })
    if (place.current) watch.observe(place.current)
    return () => {
      current = false
      watch.disconnect()
    }
  }, [photo])
  return (
    <span ref={place} className={styles.rollPicture}>
      {url && <img src={url} alt="" className={styles.thumb} />}
    </span>
  )
}
