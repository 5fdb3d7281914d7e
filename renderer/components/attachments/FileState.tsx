import {
  CheckCircleOutlined,
  CloudDownloadOutlined,
  CloudOutlined,
  CloudUploadOutlined,
  LaptopOutlined,
  StopOutlined,
} from '@ant-design/icons'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { FilePlace, FileState as State } from '#shared/contract/attachments.ts'
import styles from './attachments.module.css'

const icons: Readonly<Record<State, ReactNode>> = {
  local: <LaptopOutlined aria-hidden />,
  uploading: <CloudUploadOutlined aria-hidden />,
  safe: <CheckCircleOutlined aria-hidden />,
  remote: <CloudOutlined aria-hidden />,
  downloading: <CloudDownloadOutlined aria-hidden />,
  refused: <StopOutlined aria-hidden />,
}

/** Where a file is: 仅在本机, 上传中 40%, 已安全, 未下载, 被拒绝. */
export function FileState({ place }: { readonly place: FilePlace }) {
  const { t } = useTranslation('attachments')
  return (
    <span className={`${styles.state} ${styles[place.state] ?? ''}`} title={t(`stateHint.${place.state}`)}>
      {icons[place.state]}
      {t(`state.${place.state}`, { percent: place.percent ?? 0 })}
    </span>
  )
}
