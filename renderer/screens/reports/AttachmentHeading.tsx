import type { ReportAttachment } from '#shared/domain/trip-report/model.ts'
import styles from './report-sheet.module.css'

/** Number flush left, title centred on the third line. A lone attachment carries no number. */
export function AttachmentHeading({
  attachment: { number, title },
  lone,
}: {
  readonly attachment: ReportAttachment
  readonly lone: boolean
}) {
  return (
    <>
      <p className={`${styles.item} ${styles.faceHei}`}>{lone ? '附件' : `附件${number}`}</p>
      <p className={styles.item} />
      <p className={`${styles.item} ${styles.title} ${styles.faceTitle}`}>{title}</p>
    </>
  )
}
