import { Button, Input, Segmented } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AttachmentRow } from '#shared/contract/attachments.ts'
import { AppError } from '#shared/contract/errors.ts'
import { confidentialities } from '#shared/domain/enumerations.ts'
import { bridge, call } from '../../lib/client.ts'
import { showToast } from '../../lib/toasts.ts'
import { useAction } from '../../lib/use-action.ts'
import { useDeletion } from '../../lib/use-deletion.ts'
import { DeleteButton } from '../DeleteButton.tsx'
import { ErrorNotice } from '../ErrorNotice.tsx'
import type { AttachmentOwner } from './add-attachment.ts'
import { addAttachment } from './add-attachment.ts'
import styles from './attachments.module.css'
import { readAttachment } from './read-attachment.ts'

interface Props {
  readonly row: AttachmentRow
  readonly owner: AttachmentOwner
}

/** What a person can do with a file. Only its author renames, cleans or deletes it. */
export function AttachmentActions({ row, owner }: Props) {
  const { t } = useTranslation(['attachments', 'enums', 'common'])
  const { id, name, file } = row
  const download = useAction(() => call('attachments.download', { id }))
  const retry = useAction(() => call('attachments.retry', { id }))
  const open = useAction(async () => {
    const outcome = await bridge().openAttachment(id)
    if (!outcome.ok) throw new AppError(outcome.code, outcome.details)
  })
  const saveAs = useAction(async () => {
    const chosen = await bridge().chooseSaveFile({ suggestedName: name.slice(-200), kind: 'any' })
    if (chosen) await call('attachments.saveCopy', { id, fileToken: chosen.token })
  })
  const remove = useDeletion()
  const clean = useAction(async () => {
    const picture = await readAttachment(id, row.mime)
    await addAttachment(
      {
        ...owner,
        table: row.ownerTable,
        id: row.ownerId,
        enterpriseId: row.enterpriseId,
        tripId: row.tripId,
        confidentiality: row.confidentiality,
      },
      { file: picture, name, replaces: id, clean: true },
    )
    showToast(t('cleaned', { name }))
  })
  const actions = [download, retry, open, saveAs, remove, clean]
  const failed = actions.find(({ error }) => error !== null)
  const isPhoto = /^image\/(jpeg|png|webp)$/.test(row.mime)
  return (
    <div className="op-stack">
      <ErrorNotice error={failed?.error ?? null} onClose={failed?.clearError} />
      {row.mine && <Names row={row} />}
      <div className={styles.actions}>
        {!file.here && (
          <Button
            type="primary"
            loading={download.busy}
            disabled={file.state === 'downloading'}
            onClick={() => void download.run()}
          >
            {t('download')}
          </Button>
        )}
        {file.state === 'refused' && file.here && (
          <Button loading={retry.busy} onClick={() => void retry.run()}>
            {t('retry')}
          </Button>
        )}
        {file.here && (
          <>
            <Button title={t('openHint')} loading={open.busy} onClick={() => void open.run()}>
              {t('open')}
            </Button>
            <Button loading={saveAs.busy} onClick={() => void saveAs.run()}>
              {t('saveAs')}
            </Button>
          </>
        )}
        {row.mine && isPhoto && file.here && (row.coordinates !== null || row.takenAt !== null) && (
          <Button title={t('cleanHint')} loading={clean.busy} onClick={() => void clean.run()}>
            {t('clean')}
          </Button>
        )}
        {row.mine && (
          <DeleteButton
            label={t('delete')}
            loading={remove.busy}
            onDelete={() => void remove.run({ table: 'attachments', id }, t('deleted', { name }))}
          />
        )}
      </div>
      {file.here && <p className="op-meta">{t('openHint')}</p>}
    </div>
  )
}

/** Name, caption and for whom: saved when the field is left. */
function Names({ row }: { readonly row: AttachmentRow }) {
  const { t } = useTranslation(['attachments', 'enums'])
  const [name, setName] = useState(row.name)
  const [caption, setCaption] = useState(row.caption ?? '')
  const field = useId()
  const save = useAction((change: { name?: string; caption?: string | null }) =>
    call('attachments.update', { id: row.id, ...change }),
  )
  return (
    <>
      <ErrorNotice error={save.error} onClose={save.clearError} />
      <label className={styles.field} htmlFor={`${field}name`}>
        <span className="op-label">{t('name')}</span>
        <Input
          id={`${field}name`}
          value={name}
          maxLength={300}
          onChange={(event) => setName(event.target.value)}
          onBlur={() => {
            if (name.trim() === '') setName(row.name)
            else if (name.trim() !== row.name) void save.run({ name })
          }}
        />
      </label>
      <label className={styles.field} htmlFor={`${field}caption`}>
        <span className="op-label">{t('caption')}</span>
        <Input
          id={`${field}caption`}
          value={caption}
          maxLength={200}
          placeholder={t('captionHint')}
          onChange={(event) => setCaption(event.target.value)}
          onBlur={() => {
            const said = caption.trim() === '' ? null : caption
            if (said !== row.caption) void save.run({ caption: said })
          }}
        />
      </label>
      <Segmented
        size="small"
        aria-label={t('field.confidentiality')}
        value={row.confidentiality}
        options={confidentialities.map((value) => ({ value, label: t(`enums:confidentialities.${value}`) }))}
        onChange={(confidentiality) => void call('attachments.update', { id: row.id, confidentiality })}
      />
    </>
  )
}
