import { useEffect } from 'react'
import type { ReportAttachment, ReportPhoto } from '#shared/domain/trip-report/model.ts'
import { attachmentUrl } from '../../components/attachments/urls.ts'
import { AttachmentHeading } from './AttachmentHeading.tsx'
import styles from './report-sheet.module.css'
import { Sheet } from './Sheet.tsx'

interface Props {
  readonly attachment: ReportAttachment
  readonly photos: readonly ReportPhoto[]
  /** Number of the attachment's first page. */
  readonly firstPage: number
  readonly lone: boolean
  readonly scale: number
  readonly onPages: (attachment: number, count: number) => void
}

const photosOnPage = 2

/** 活动照片: two a page with day, place and occasion below each. */
export function PhotoPages({ attachment, photos, firstPage, lone, scale, onPages }: Props) {
  const { number } = attachment
  const count = Math.ceil(photos.length / photosOnPage)
  useEffect(() => onPages(number, count), [onPages, number, count])
  return Array.from({ length: count }, (_, page) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: pages are known by their numbers
    <Sheet key={page} number={firstPage + page} scale={scale}>
      {page === 0 && <AttachmentHeading attachment={attachment} lone={lone} />}
      {photos.slice(page * photosOnPage, (page + 1) * photosOnPage).map(({ attachmentId, caption }) => (
        <figure key={attachmentId} className={styles.photo}>
          <img src={attachmentUrl(attachmentId)} alt={caption} loading="lazy" />
          <figcaption className={styles.faceBody}>{caption}</figcaption>
        </figure>
      ))}
    </Sheet>
  ))
}
