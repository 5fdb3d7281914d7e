import { DeleteOutlined } from '@ant-design/icons'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LedgerTopic } from '#shared/contract/negotiations.ts'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { call } from '../../lib/client.ts'
import { useAction } from '../../lib/use-action.ts'
import { useDeletion } from '../../lib/use-deletion.ts'
import styles from './negotiations.module.css'

/** The name of a topic, changed in place, with the way to take the topic out. */
export function TopicTitle({ topic }: { readonly topic: LedgerTopic }) {
  const { t } = useTranslation('negotiations')
  const [typed, setTyped] = useState<string | null>(null)
  const rename = useAction(async (title: string) => {
    const { enterpriseId, projectId, tripId, position } = topic
    await call('negotiations.saveTopic', {
      ...{ id: topic.id, enterpriseId, projectId, tripId, position, title },
      seen: { title: topic.title },
    })
    setTyped(null)
  })
  const remove = useDeletion()
  const save = () => {
    if (typed === null || typed.trim() === topic.title) setTyped(null)
    else if (typed.trim() !== '') void rename.run(typed)
    else setTyped(null)
  }
  return (
    <div className={styles.topic}>
      <Input.TextArea
        variant="borderless"
        rows={2}
        aria-label={t('topic.title')}
        value={typed ?? topic.title}
        maxLength={200}
        spellCheck={false}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={save}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return
          if (event.key === 'Enter') event.currentTarget.blur()
          if (event.key === 'Escape') setTyped(null)
        }}
      />
      <Button
        type="text"
        size="small"
        aria-label={t('topic.delete', { name: topic.title })}
        title={t('topic.delete', { name: topic.title })}
        icon={<DeleteOutlined aria-hidden />}
        loading={remove.busy}
        onClick={() =>
          void remove.run(
            { table: 'negotiationTopics', id: topic.id },
            t('topic.deleted', { name: topic.title }),
          )
        }
      />
      <ErrorNotice error={rename.error ?? remove.error} />
    </div>
  )
}
