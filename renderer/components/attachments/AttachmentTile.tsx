import { AudioOutlined, FileOutlined, FilePdfOutlined, FileTextOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import type { AttachmentRow } from '#shared/contract/attachments.ts'
import { formatLength } from '../recorder/duration.ts'
import styles from './attachments.module.css'
import { FileState } from './FileState.tsx'
import { endingShown, formatSize } from './file-text.ts'
import { thumbUrl } from './urls.ts'

interface Props {
  readonly row: AttachmentRow
  readonly onOpen: () => void
}

/** One attachment in the grid: its preview, its name, and where its file is. */
export function AttachmentTile({ row, onOpen }: Props) {
  const { t } = useTranslation('enums')
  const picture = thumbUrl(row)
  return (
    <li className={styles.tile}>
      <button type="button" className={styles.face} onClick={onOpen} title={row.caption ?? row.name}>
        {picture ? (
          <img src={picture} alt="" className={styles.thumb} draggable={false} />
        ) : (
          <span className={styles.sheet}>
            <KindIcon row={row} />
            <span className="op-meta">
              {row.durationMs ? formatLength(row.durationMs) : endingShown(row.name)}
            </span>
          </span>
        )}
        <span className={styles.name}>{row.caption ?? row.name}</span>
      </button>
      <span className={styles.under}>
        <FileState place={row.file} />
        <span className="op-meta">
          {row.confidentiality === 'shareable' ? t('confidentialities.shareable') : formatSize(row.size)}
        </span>
      </span>
    </li>
  )
}

function KindIcon({ row }: { readonly row: AttachmentRow }) {
  if (row.kind === 'audio') return <AudioOutlined aria-hidden />
  if (row.mime === 'application/pdf') return <FilePdfOutlined aria-hidden />
  return row.kind === 'document' ? <FileTextOutlined aria-hidden /> : <FileOutlined aria-hidden />
}
