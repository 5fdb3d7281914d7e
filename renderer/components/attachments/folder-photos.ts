import type { FolderPhoto } from '#shared/contract/attachments.ts'
import { AppError } from '#shared/contract/errors.ts'
import { call } from '../../lib/client.ts'
import { preparePhoto } from './photos.ts'

const pieceBytes = 1024 * 1024
const types: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  heic: 'image/heic',
  heif: 'image/heif',
}

/** A photo of the folder. @throws AppError file/interrupted when its card was taken out */
export async function readFolderPhoto({ token, name, size }: FolderPhoto): Promise<Blob> {
  const pieces: BlobPart[] = []
  for (let at = 0; at < size; ) {
    const { bytes } = await call('attachments.readFolderPhoto', { token, start: at, end: at + pieceBytes })
    if (bytes.length === 0) throw new AppError('file/interrupted')
    pieces.push(new Uint8Array(bytes))
    at += bytes.length
  }
  return new Blob(pieces, { type: types[name.split('.').at(-1)?.toLowerCase() ?? ''] ?? '' })
}

const previews = new Map<string, Promise<string | null>>()
let line: Promise<unknown> = Promise.resolve()

/** A small picture of a photo as a data address, or null where it cannot be shown. One after the other. */
export function folderPreview(photo: FolderPhoto): Promise<string | null> {
  const known = previews.get(photo.token)
  if (known) return known
  const made = line.then(async () => {
    const prepared = await preparePhoto({
      picture: await readFolderPhoto(photo),
      keep: 'none',
      original: true,
    })
    return prepared?.thumb ? `data:image/webp;base64,${prepared.thumb}` : null
  })
  line = made.catch(() => undefined)
  previews.set(photo.token, made)
  return made
}
