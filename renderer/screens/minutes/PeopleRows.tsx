import {
  ArrowDownOutlined,
  ArrowUpOutlined,
  DeleteOutlined,
  HolderOutlined,
  PlusOutlined,
} from '@ant-design/icons'
import { Button } from 'antd'
import { type KeyboardEvent, useRef, useState } from 'react'
import { type Control, useFieldArray } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { TextField } from '../../components/fields/TextField.tsx'
import styles from './minutes.module.css'
import type { MinutesInput, MinutesOutput } from './minutes-form.ts'

interface Props {
  readonly control: Control<MinutesInput, unknown, MinutesOutput>
  readonly name: 'ourPeople' | 'theirPeople'
  readonly title: string
}

/** Those present of one side in rank order: the arrows, Alt with an arrow key or dragging move a person. */
export function PeopleRows({ control, name, title }: Props) {
  const { t } = useTranslation('minutes')
  const { fields, append, remove, move } = useFieldArray({ control, name, keyName: 'rowKey' })
  const [dragged, setDragged] = useState<number | null>(null)
  const list = useRef<HTMLOListElement>(null)
  const shift = (from: number, to: number) => {
    if (to < 0 || to >= fields.length || from === to) return
    move(from, to)
    // The keyboard goes on with the person who moved.
    setTimeout(() => list.current?.children[to]?.querySelector('input')?.focus())
  }
  const onKeyDown = (event: KeyboardEvent, index: number) => {
    if (!event.altKey || event.nativeEvent.isComposing) return
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return
    event.preventDefault()
    shift(index, event.key === 'ArrowUp' ? index - 1 : index + 1)
  }
  return (
    <fieldset className={styles.side} data-fields={name}>
      <legend>{title}</legend>
      {fields.length === 0 && <p className="op-meta">{t('people.empty')}</p>}
      <ol ref={list} className={styles.people}>
        {fields.map((row, index) => (
          <li
            key={row.rowKey}
            className={dragged === index ? styles.dragged : undefined}
            aria-label={t('people.row', { number: index + 1 })}
            onKeyDown={(event) => onKeyDown(event, index)}
            onDragOver={(event) => {
              if (dragged !== null) event.preventDefault()
            }}
            onDrop={(event) => {
              event.preventDefault()
              if (dragged !== null) shift(dragged, index)
              setDragged(null)
            }}
          >
            {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrows beside it do the same with the keyboard */}
            <span
              className={styles.handle}
              title={t('people.drag')}
              draggable
              onDragStart={(event) => {
                event.dataTransfer.effectAllowed = 'move'
                event.dataTransfer.setData('text/plain', '')
                setDragged(index)
              }}
              onDragEnd={() => setDragged(null)}
            >
              <HolderOutlined aria-hidden />
              {index + 1}
            </span>
            <TextField
              control={control}
              name={`${name}.${index}.name`}
              label={t('people.name')}
              hideLabel
              placeholder={t('people.name')}
            />
            <TextField
              control={control}
              name={`${name}.${index}.post`}
              label={t('people.post')}
              hideLabel
              placeholder={t('people.post')}
            />
            <Button
              type="text"
              size="small"
              tabIndex={-1}
              disabled={index === 0}
              aria-label={t('people.up')}
              title={t('people.up')}
              icon={<ArrowUpOutlined aria-hidden />}
              onClick={() => shift(index, index - 1)}
            />
            <Button
              type="text"
              size="small"
              tabIndex={-1}
              disabled={index === fields.length - 1}
              aria-label={t('people.down')}
              title={t('people.down')}
              icon={<ArrowDownOutlined aria-hidden />}
              onClick={() => shift(index, index + 1)}
            />
            <Button
              type="text"
              size="small"
              aria-label={t('people.remove')}
              title={t('people.remove')}
              icon={<DeleteOutlined aria-hidden />}
              onClick={() => remove(index)}
            />
          </li>
        ))}
      </ol>
      <Button
        size="small"
        icon={<PlusOutlined aria-hidden />}
        onClick={() =>
          append({ personId: null, name: '', post: null }, { focusName: `${name}.${fields.length}.name` })
        }
      >
        {t('people.add')}
      </Button>
    </fieldset>
  )
}
