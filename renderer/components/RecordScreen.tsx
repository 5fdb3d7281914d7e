import { EditOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import type { ComponentProps, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { Input } from '#shared/contract/index.ts'
import { useShortcut } from '../lib/shortcuts.ts'
import { useDeletion } from '../lib/use-deletion.ts'
import { DeleteButton } from './DeleteButton.tsx'
import { ErrorNotice } from './ErrorNotice.tsx'
import { RecordFoot } from './RecordFoot.tsx'
import { Screen } from './Screen.tsx'

interface Props extends ComponentProps<typeof RecordFoot> {
  /** Of the list it belongs to: its words and its address. */
  readonly topic: 'contacts' | 'enterprises' | 'projects' | 'trips' | 'chains'
  readonly record: Input<'records.delete'>
  readonly name: string
  /** Beside the name. */
  readonly state?: ReactNode
  /** Before changing and deleting. */
  readonly actions?: ReactNode
  /** Between changing and deleting. */
  readonly more?: ReactNode
  readonly mayChange?: boolean
  readonly children: ReactNode
}

/** The page of one record: its name and state, what can be done with it, and at the foot who wrote it and where it is safe. */
export function RecordScreen(props: Props) {
  const { topic, record, name, state, actions, more, mayChange = true, foot, source, children } = props
  const { t } = useTranslation(topic)
  const navigate = useNavigate()
  const edit = () => navigate(`/${topic}/${record.id}/edit`)
  useShortcut('e', edit, mayChange)
  const remove = useDeletion(() => navigate(`/${topic}`))
  return (
    <Screen
      title={name}
      state={state}
      actions={
        <>
          {actions}
          {mayChange && (
            <>
              <Button icon={<EditOutlined aria-hidden />} title="E" onClick={edit}>
                {t('detail.edit')}
              </Button>
              {more}
              <DeleteButton
                label={t('detail.delete')}
                loading={remove.busy}
                onDelete={() => remove.run(record, t('detail.deleted', { name }))}
              />
            </>
          )}
        </>
      }
      foot={<RecordFoot foot={foot} source={source} />}
    >
      <ErrorNotice error={remove.error} onClose={remove.clearError} />
      {children}
    </Screen>
  )
}
