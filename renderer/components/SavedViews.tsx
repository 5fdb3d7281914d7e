import { DeleteOutlined, DownOutlined } from '@ant-design/icons'
import { Button, Input, Popover } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SavedView, ViewPlace } from '#shared/domain/saved-views.ts'
import { call } from '../lib/client.ts'
import { newId } from '../lib/ids.ts'
import { useLiveQuery } from '../lib/live-query.ts'
import { showToast } from '../lib/toasts.ts'
import { useAction } from '../lib/use-action.ts'
import { useDeletion } from '../lib/use-deletion.ts'
import { ErrorNotice } from './ErrorNotice.tsx'
import styles from './SavedViews.module.css'

interface Props {
  readonly place: ViewPlace
  readonly filter: SavedView['filter']
  readonly columns: readonly string[] | null
  readonly onShow: (view: SavedView) => void
}

/** The user's own views of a list: shown by one click, kept under a name, deleted. */
export function SavedViews({ place, filter, columns, onShow }: Props) {
  const { t } = useTranslation('views')
  const [open, setOpen] = useState(false)
  const [name, setName] = useState('')
  const views = useLiveQuery('views.list', { place })
  const save = useAction(async () => {
    const wanted = name.trim()
    if (wanted === '') return
    const same = views.data?.find((view) => view.name === wanted)
    const kept = { name: wanted, filter, columns: columns === null ? null : [...columns] }
    await call('views.save', { id: same?.id ?? newId(), place, ...kept })
    showToast(t('saved', { name: wanted }))
    setName('')
    setOpen(false)
  })
  const remove = useDeletion()
  const rows = views.data ?? []
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottomLeft"
      content={
        <div className={styles.views}>
          {rows.length === 0 && <p className="op-meta">{t('empty')}</p>}
          <ul className={styles.list} aria-label={t('label')}>
            {rows.map((view) => (
              <li key={view.id}>
                <Button
                  type="text"
                  className={styles.name ?? ''}
                  onClick={() => {
                    onShow(view)
                    setOpen(false)
                  }}
                >
                  {view.name}
                </Button>
                <Button
                  type="text"
                  size="small"
                  aria-label={`${t('delete')} ${view.name}`}
                  icon={<DeleteOutlined aria-hidden />}
                  onClick={() =>
                    remove.run({ table: 'savedViews', id: view.id }, t('deleted', { name: view.name }))
                  }
                />
              </li>
            ))}
          </ul>
          <ErrorNotice error={save.error ?? remove.error} onClose={save.clearError} />
          <form
            className={styles.save}
            onSubmit={(event) => {
              event.preventDefault()
              save.run()
            }}
          >
            <Input
              value={name}
              maxLength={40}
              aria-label={t('name')}
              placeholder={t('name')}
              onChange={({ target }) => setName(target.value)}
            />
            <Button htmlType="submit" loading={save.busy} disabled={name.trim() === ''}>
              {t('saveAs')}
            </Button>
          </form>
        </div>
      }
    >
      <Button aria-expanded={open} icon={<DownOutlined aria-hidden />} iconPlacement="end">
        {t('label')}
      </Button>
    </Popover>
  )
}
