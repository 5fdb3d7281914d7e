import { TableOutlined } from '@ant-design/icons'
import { Button, Checkbox, Popover } from 'antd'
import { useState } from 'react'

interface Props {
  readonly label: string
  readonly resetLabel: string
  /** Columns that can be left out, in their order. */
  readonly options: readonly { readonly key: string; readonly title: string }[]
  readonly shown: readonly string[]
  /** Null takes the usual ones. */
  readonly onChange: (keys: readonly string[] | null) => void
}

/** Which columns a list shows. */
export function ColumnChoice({ label, resetLabel, options, shown, onChange }: Props) {
  const [open, setOpen] = useState(false)
  const toggle = (key: string, on: boolean) =>
    onChange(options.map((option) => option.key).filter((each) => (each === key ? on : shown.includes(each))))
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottomRight"
      content={
        <fieldset className="op-stack" aria-label={label} style={{ border: 0, margin: 0, padding: 0 }}>
          {options.map(({ key, title }) => (
            <Checkbox
              key={key}
              checked={shown.includes(key)}
              onChange={({ target }) => toggle(key, target.checked)}
            >
              {title}
            </Checkbox>
          ))}
          <Button size="small" type="link" onClick={() => onChange(null)}>
            {resetLabel}
          </Button>
        </fieldset>
      }
    >
      <Button aria-expanded={open} aria-label={label} title={label} icon={<TableOutlined aria-hidden />} />
    </Popover>
  )
}
