import type { ReportPicture } from '#shared/contract/reports.ts'
import type { ReportPhoto, TripReport } from '#shared/domain/trip-report/model.ts'
import { toBase64 } from '#shared/notes/base64.ts'
import { readAttachment } from '../../components/attachments/read-attachment.ts'

/** What all photos of a report may take; mail servers of offices refuse more than 15 MB. */
const allBytes = 11_000_000
const oneAtMost = 900_000
const sides = [1600, 1280, 1024, 800]
const grades = [0.85, 0.7]

/**
 * The photos of a report drawn anew as JPEGs that are sharp on A4 and small together. Nothing that a camera wrote
 * stays in them. A photo whose file cannot be read or drawn is left out.
 */
export async function reportPictures(report: TripReport): Promise<ReportPicture[]> {
  const photos = report.attachments.flatMap((attachment) => attachment.photos ?? [])
  const most = Math.min(oneAtMost, Math.floor(allBytes / Math.max(1, photos.length)))
  const pictures: ReportPicture[] = []
  // One after the other: forty bitmaps at once would take a gigabyte of memory.
  for (const photo of photos) {
    const picture = await drawn(photo, most).catch(() => null)
    if (picture) pictures.push(picture)
  }
  return pictures
}

async function drawn({ attachmentId, mime }: ReportPhoto, most: number): Promise<ReportPicture | null> {
  const file = await readAttachment(attachmentId, mime)
  const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' })
  try {
    for (const side of sides) {
      const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height))
      const [width, height] = [bitmap.width, bitmap.height].map((length) =>
        Math.max(1, Math.round(length * scale)),
      )
      const canvas = new OffscreenCanvas(width ?? 1, height ?? 1)
      const pen = canvas.getContext('2d')
      if (!pen) return null
      // A picture may be clear in places, where JPEG would be black.
      pen.fillStyle = '#fff'
      pen.fillRect(0, 0, canvas.width, canvas.height)
      pen.imageSmoothingQuality = 'high'
      pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
      for (const quality of grades) {
        const jpeg = await canvas.convertToBlob({ type: 'image/jpeg', quality })
        if (jpeg.size > most && !(side === sides.at(-1) && quality === grades.at(-1))) continue
        const base64 = toBase64(new Uint8Array(await jpeg.arrayBuffer()))
        return { attachmentId, base64, width: canvas.width, height: canvas.height }
      }
    }
    return null
  } finally {
    bitmap.close()
  }
}
