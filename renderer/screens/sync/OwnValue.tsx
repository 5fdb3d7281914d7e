import { Button } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { GrowingText } from '../../components/GrowingText.tsx'
import { parseTyped, type TypedValue, type ValueInput } from './field-text.ts'
import styles from './sync.module.css'

/** A value of one's own in place of the versions; it must fit the field as in the field's form. */
export function OwnValue({
  table,
  field,
  input,
  initial,
  busy,
  onSave,
  onCancel,
}: {
  readonly table: string
  readonly field: string
  readonly input: ValueInput
  readonly initial: string
  readonly busy: boolean
  readonly onSave: (value: TypedValue) => void
  readonly onCancel: () => void
}) {
  const { t } = useTranslation(['sync', 'validation'])
  const id = useId()
  const [typed, setTyped] = useState(initial)
  const [problem, setProblem] = useState<string | null>(null)
  const save = () => {
    const parsed = parseTyped(table, field, input, typed)
    if ('problem' in parsed) setProblem(parsed.problem)
    else onSave(parsed.value)
  }
  return (
    <div className={styles.own}>
      <label htmlFor={id}>{t('sync:conflict.own')}</label>
      <GrowingText
        id={id}
        minRows={1}
        maxRows={8}
        value={typed}
        status={problem ? 'error' : ''}
        onChange={(event) => setTyped(event.target.value)}
      />
      {problem && (
        <p role="alert" className="op-late">
          {t(`validation:${problem}`)}
        </p>
      )}
      <div className={styles.buttons}>
        <Button type="primary" loading={busy} onClick={save}>
          {t('sync:conflict.saveOwn')}
        </Button>
        <Button onClick={onCancel}>{t('sync:conflict.cancel')}</Button>
      </div>
    </div>
  )
}
