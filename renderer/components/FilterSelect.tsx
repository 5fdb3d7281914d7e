import { Select } from 'antd'

interface Props<V extends string> {
  readonly label: string
  readonly value: V | null
  readonly options: readonly { readonly value: V; readonly label: string }[]
  readonly onChange: (value: V | null) => void
  readonly width?: number
  /** False where one of them is always chosen. */
  readonly clearable?: boolean
}

/** A small select above a list; its label stands in it while nothing is chosen. */
export function FilterSelect<V extends string>(props: Props<V>) {
  const { label, value, options, onChange, width = 112, clearable = true } = props
  return (
    <Select<V | null>
      aria-label={label}
      placeholder={label}
      value={value}
      options={[...options]}
      onChange={(next) => onChange(next ?? null)}
      allowClear={clearable}
      showSearch={{ optionFilterProp: 'label' }}
      popupMatchSelectWidth={false}
      style={{ width }}
    />
  )
}
