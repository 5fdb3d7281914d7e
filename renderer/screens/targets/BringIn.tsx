import { FolderOpenOutlined } from '@ant-design/icons'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Input as InputOf } from '#shared/contract/index.ts'
import type { TargetListPreview } from '#shared/contract/target-lists.ts'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { bridge, call } from '../../lib/client.ts'
import { useShortcut } from '../../lib/shortcuts.ts'
import { useAction } from '../../lib/use-action.ts'
import { BringInPreview } from './BringInPreview.tsx'
import styles from './targets.module.css'

type Source = InputOf<'targetLists.read'>['source']

export interface ReadList {
  readonly preview: TargetListPreview
  /** Null for one that was pasted. */
  readonly file: { readonly token: string; readonly name: string } | null
}

/** Brings a version in: from a file or as it was copied, checked line by line before anything is written. */
export function BringIn({ onClose }: { readonly onClose: (id: string | null) => void }) {
  const { t } = useTranslation('targetLists')
  const [text, setText] = useState('')
  const [shown, setShown] = useState<ReadList | null>(null)
  const read = useAction(async (source: Source, file: ReadList['file']) => {
    setShown({ preview: await call('targetLists.read', { source }), file })
  })
  const choose = useAction(async () => {
    const file = await bridge().chooseOpenFile({ kind: 'import' })
    if (file) read.run({ kind: 'file', fileToken: file.token }, file)
  })
  useShortcut('Escape', () => onClose(null), true, true)
  const trouble = <ErrorNotice error={choose.error ?? read.error} onClose={read.clearError} />
  if (shown)
    return (
      <BringInPreview
        key={shown.preview.sheet}
        read={shown}
        trouble={trouble}
        onSheet={(sheet) =>
          shown.file && read.run({ kind: 'file', fileToken: shown.file.token, sheet }, shown.file)
        }
        onClose={onClose}
      />
    )
  return (
    <section className={styles.start} aria-label={t('form.title')}>
      <h2>{t('form.title')}</h2>
      {trouble}
      <p>{t('form.fileHint')}</p>
      <Button
        type="primary"
        autoFocus
        icon={<FolderOpenOutlined aria-hidden />}
        loading={choose.busy || (read.busy && text === '')}
        onClick={() => choose.run()}
      >
        {t('form.choose')}
      </Button>
      <form
        className="op-stack"
        onSubmit={(event) => {
          event.preventDefault()
          read.run({ kind: 'text', text }, null)
        }}
      >
        <label htmlFor="target-list-text">{t('form.text')}</label>
        <Input.TextArea
          id="target-list-text"
          value={text}
          maxLength={5_000_000}
          autoSize={{ minRows: 6, maxRows: 12 }}
          placeholder={t('form.textHint')}
          onChange={({ target }) => setText(target.value)}
        />
        <div className="op-row">
          <Button htmlType="submit" loading={read.busy && text !== ''} disabled={text.trim() === ''}>
            {t('form.read')}
          </Button>
          <Button onClick={() => onClose(null)}>{t('common:cancel')}</Button>
        </div>
      </form>
    </section>
  )
}
