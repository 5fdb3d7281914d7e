import {
  CheckCircleOutlined,
  HourglassOutlined,
  LaptopOutlined,
  StopOutlined,
  SwapOutlined,
  UsbOutlined,
} from '@ant-design/icons'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Safety } from '#shared/contract/records.ts'

const icons: Readonly<Record<Safety, ReactNode>> = {
  local: <LaptopOutlined aria-hidden />,
  uploaded: <CheckCircleOutlined aria-hidden />,
  refused: <StopOutlined aria-hidden />,
  conflict: <SwapOutlined aria-hidden />,
  carried: <UsbOutlined aria-hidden />,
  awaited: <HourglassOutlined aria-hidden />,
}

/** Width of a table's column of compact tags, with its heading. */
export const safetyWidth = '44px'

interface Props {
  readonly safety: Safety
  /** Only the icon, its text as a label: for dense tables. */
  readonly compact?: boolean
}

/** Where a record is safe: 仅在本机, 已上传, 被退回, 有冲突, 同事交来未上传, 待作者重新上传. */
export function SafetyTag({ safety, compact = false }: Props) {
  const { t } = useTranslation('common')
  const text = t(`safety.${safety}`)
  return (
    <span className={`op-safety op-safety-${safety}`} title={text}>
      {icons[safety]}
      <span className={compact ? 'op-unseen' : ''}>{text}</span>
    </span>
  )
}
