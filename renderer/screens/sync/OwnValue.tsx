import { Button } from 'antd'
import { useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Choices } from '../../components/fields/ChoiceField.tsx'
import { DateInput } from '../../components/fields/DateField.tsx'
import { GrowingText } from '../../components/GrowingText.tsx'
import { useEnums } from '../../lib/enums.ts'
import { validationText } from '../../lib/validation-text.ts'
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
  readonly input: NonNullable<ValueInput>
  readonly initial: string
  readonly busy: boolean
  readonly onSave: (value: TypedValue) => void
  readonly onCancel: () => void
}) {
  const { t } = useTranslation('sync')
  const id = useId()
  const [typed, setTyped] = useState(initial)
  const [problem, setProblem] = useState<string | null>(null)
  const form = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // Whoever asked for a value of their own goes on typing or choosing it without reaching for the mouse.
    form.current?.querySelector<HTMLElement>('input:checked, textarea, input')?.focus()
  }, [])
  const save = () => {
    const parsed = parseTyped(table, field, input, typed)
    if ('problem' in parsed) setProblem(parsed.problem)
    else onSave(parsed.value)
  }
  return (
    <div className={styles.own} ref={form}>
      <label className="op-label" id={`${id}-label`} htmlFor={id}>
        {t('conflict.own')}
      </label>
      <OwnInput id={id} input={input} typed={typed} wrong={problem !== null} onType={setTyped} />
      {problem && (
        <p role="alert" className="op-field-error">
          {validationText(problem)}
        </p>
      )}
      <div className={styles.buttons}>
        <Button type="primary" loading={busy} onClick={save}>
          {t('conflict.saveOwn')}
        </Button>
        <Button onClick={onCancel}>{t('conflict.cancel')}</Button>
      </div>
    </div>
  )
}

function OwnInput({
  id,
  input,
  typed,
  wrong,
  onType,
}: {
  readonly id: string
  readonly input: NonNullable<ValueInput>
  readonly typed: string
  readonly wrong: boolean
  readonly onType: (text: string) => void
}) {
  const { options } = useEnums()
  switch (input.kind) {
    case 'choice':
      return (
        <Choices
          id={id}
          labelledBy={`${id}-label`}
          options={options(input.list)}
          value={typed || null}
          onChange={(value) => onType(value ?? '')}
        />
      )
    case 'date':
      return <DateInput id={id} value={typed || null} wrong={wrong} onChange={(day) => onType(day ?? '')} />
    default:
      return (
        <GrowingText
          id={id}
          minRows={1}
          maxRows={8}
          value={typed}
          status={wrong ? 'error' : ''}
          onChange={(event) => onType(event.target.value)}
        />
      )
  }
}
