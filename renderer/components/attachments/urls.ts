import type { AttachmentRow } from '#shared/contract/attachments.ts'

/** Where the window reads a file that is on this device. The address holds the record's id and nothing else. */
export const attachmentUrl = (id: string): string => `outpost-file://attachment/${id}`

/** The preview that travels with the record, or null. */
export function thumbUrl({ thumb }: Pick<AttachmentRow, 'thumb'>): string | null {
  if (!thumb) return null
  // The first bytes of a JPEG are FF D8 FF, in base64 `/9j/`; previews are WebP otherwise.
  return `data:image/${thumb.startsWith('/9j/') ? 'jpeg' : 'webp'};base64,${thumb}`
}
