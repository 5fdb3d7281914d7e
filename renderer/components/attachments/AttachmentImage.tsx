import { useTranslation } from 'react-i18next'
import { call } from '../../lib/client.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { attachmentUrl, thumbUrl } from './urls.ts'

interface Props {
  readonly id: string
  readonly className?: string
  /** Shows the small preview alone. */
  readonly small?: boolean
}

/**
 * The picture of an attachment: the file where it is on this device, its preview until then. Fetching it from the
 * server is one click.
 */
export function AttachmentImage({ id, className, small = false }: Props) {
  const { t } = useTranslation('attachments')
  const found = useLiveQuery('attachments.get', { id })
  const row = found.data
  if (row === undefined) return null
  if (row === null) return <span className="op-meta">{t('gone')}</span>
  const preview = thumbUrl(row)
  if (small || !row.file.here) {
    const picture = preview && <img className={className} src={preview} alt={row.caption ?? row.name} />
    if (small || row.file.here) return picture || <span className="op-meta">{row.name}</span>
    return (
      <button
        type="button"
        className="op-attachment-fetch"
        title={t('download')}
        onClick={() => void call('attachments.download', { id })}
      >
        {picture || row.name}
      </button>
    )
  }
  return (
    <img
      className={className}
      src={attachmentUrl(id)}
      alt={row.caption ?? row.name}
      width={row.width ?? undefined}
      height={row.height ?? undefined}
      loading="lazy"
    />
  )
}
