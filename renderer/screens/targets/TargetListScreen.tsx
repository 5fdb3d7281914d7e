import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { quarterOf } from '#shared/domain/target-lists.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { MasterDetail } from '../../components/MasterDetail.tsx'
import { Notice } from '../../components/Notice.tsx'
import { Answered, Screen } from '../../components/Screen.tsx'
import { formatDay } from '../../lib/format.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { useDeletion } from '../../lib/use-deletion.ts'
import { BringIn } from './BringIn.tsx'
import { ListDifference } from './ListDifference.tsx'
import { listName } from './list-name.ts'
import { PublishButton } from './PublishButton.tsx'
import styles from './targets.module.css'

/** The quarterly target lists: every version, and what changed from the one before. */
export function TargetListScreen() {
  const { t } = useTranslation('targetLists')
  const lists = useLiveQuery('targetLists.list', {})
  const [chosenId, setChosenId] = useState<string | null>(null)
  const [bringing, setBringing] = useState(false)
  const rows = lists.data ?? []
  const place = Math.max(
    0,
    rows.findIndex(({ id }) => id === chosenId),
  )
  const shown = rows[place]
  const remove = useDeletion()
  const create = (
    <Button icon={<PlusOutlined aria-hidden />} onClick={() => setBringing(true)}>
      {t('new')}
    </Button>
  )
  const old = rows.find(({ isOld }) => isOld)
  const versions = (
    <>
      {old && <Notice kind="warn" title={t('old', { quarter: t('quarter', quarterOf(old.quarterFrom)) })} />}
      <ErrorNotice error={remove.error} onClose={remove.clearError} />
      <ul className={styles.versions} aria-label={t('label')}>
        {rows.map((list) => (
          <li key={list.id}>
            <button
              type="button"
              className={styles.version}
              aria-pressed={list.id === shown?.id}
              onClick={() => setChosenId(list.id)}
            >
              <strong>{listName(list)}</strong> {t('items', { count: list.items })}
              <br />
              <span className="op-meta">
                {[
                  list.title,
                  list.dept,
                  t('issued', { day: formatDay(list.issuedOn) }),
                  list.fromUnit && t('fromUnit', { unit: list.fromUnit }),
                  list.fromUnit === null && list.publishedAt && t('published'),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            </button>
            {list.publishedAt === null && (
              <Button
                type="text"
                aria-label={`${t('delete')} ${listName(list)}`}
                title={t('delete')}
                icon={<DeleteOutlined aria-hidden />}
                onClick={() =>
                  remove.run({ table: 'targetLists', id: list.id }, t('deleted', { name: listName(list) }))
                }
              />
            )}
          </li>
        ))}
      </ul>
    </>
  )
  const detail = shown && (
    <ListDifference key={shown.id} list={shown} others={rows.filter((_, index) => index > place)} />
  )
  return (
    <Screen
      title={t('title')}
      actions={
        !bringing && (
          <>
            {shown && <PublishButton key={shown.id} list={shown} />}
            {create}
          </>
        )
      }
      flush
    >
      {bringing ? (
        <BringIn
          onClose={(id) => {
            setBringing(false)
            if (id) setChosenId(id)
          }}
        />
      ) : rows.length === 0 ? (
        <Answered query={lists} empty={<EmptyState text={t('empty')} action={create} />}>
          {() => <EmptyState text={t('empty')} action={create} />}
        </Answered>
      ) : (
        <MasterDetail list={versions} detail={detail} />
      )}
    </Screen>
  )
}
