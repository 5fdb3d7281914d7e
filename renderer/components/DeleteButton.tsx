import { DeleteOutlined } from '@ant-design/icons'
import { Button } from 'antd'

interface Props {
  /** What it does, for whoever does not see the icon. */
  readonly label: string
  readonly loading: boolean
  readonly onDelete: () => void
}

/** Deletes what the page shows. Everywhere the same quiet icon at the end of the actions: a delete can be undone. */
export function DeleteButton({ label, loading, onDelete }: Props) {
  return (
    <Button
      aria-label={label}
      title={label}
      icon={<DeleteOutlined aria-hidden />}
      loading={loading}
      onClick={onDelete}
    />
  )
}
