import { AppError } from '#shared/contract/errors.ts'
import { call } from '../../lib/client.ts'
import { newId } from '../../lib/ids.ts'
import { photoDataChoice } from './consent.ts'
import { preparePhoto } from './photos.ts'

/** The record a file hangs on. */
export interface AttachmentOwner {
  readonly table: string
  readonly id: string
  /** Where the owner is not saved yet, or is of a table whose place only the window knows. */
  readonly enterpriseId?: string | null
  readonly tripId?: string | null
  readonly confidentiality?: 'internal' | 'shareable'
}

export interface NewFile {
  readonly file: Blob
  readonly name: string
  readonly kind?: 'card' | 'audio'
  readonly durationMs?: number | null
  /** Takes the place of this attachment, which is deleted in the same step. */
  readonly replaces?: string
  /** Leaves out what the camera wrote, whatever was chosen. */
  readonly clean?: boolean
}

const pieceBytes = 1024 * 1024
/** Pictures that a camera may have written into. */
const pictures = /^image\/(jpeg|png|webp|heic|heif|avif|gif|bmp)$/

/**
 * Attaches a file: a picture is made smaller and gets its preview, the bytes go to the data host piece by piece, and the
 * record is made when the file is safe on the disk. Pasted pictures, recordings and chosen files all go this way.
 * @param onProgress hears the share that was taken in, 0 to 1
 * @returns the attachment's id; undefined when the person left the question about photos without an answer
 * @throws AppError file/empty, file/too-large, file/type-refused, file/interrupted, file/uncleaned, store/disk-full
 * @example const id = await addAttachment({ table: 'notes', id: noteId }, { file, name: 'picture.png' })
 */
export async function addAttachment(
  owner: AttachmentOwner,
  given: NewFile,
  onProgress: (share: number) => void = () => undefined,
): Promise<string | undefined> {
  const isPicture = pictures.test(given.file.type) && given.file.size > 0
  let photo = null
  if (isPicture) {
    const keep = given.clean ? 'none' : await photoDataChoice()
    if (keep === null) return undefined
    const { keepOriginals } = await call('attachments.settings', {})
    photo = await preparePhoto({ picture: given.file, keep, original: keepOriginals || given.clean === true })
    if (photo?.uncleaned) throw new AppError('file/uncleaned')
  }
  const file = photo?.file ?? given.file
  const { intake } = await call('attachments.begin', { name: given.name, size: file.size })
  try {
    for (let at = 0; at < file.size; at += pieceBytes) {
      const bytes = await pieceOf(file, at)
      await call('attachments.append', { intake, at, bytes })
      onProgress(Math.min(1, (at + bytes.length) / file.size))
    }
  } catch (error) {
    await call('attachments.cancel', { intake }).catch(() => undefined)
    throw error
  }
  const { id } = await call('attachments.finish', {
    intake,
    replaces: given.replaces ?? null,
    attachment: {
      id: newId(),
      ownerTable: owner.table,
      ownerId: owner.id,
      enterpriseId: owner.enterpriseId ?? null,
      tripId: owner.tripId ?? null,
      name: nameFor(given.name, file, given.file),
      kind: given.kind ?? null,
      caption: null,
      width: photo?.width ?? null,
      height: photo?.height ?? null,
      durationMs: given.durationMs ?? null,
      takenAt: photo?.takenAt ?? null,
      place: null,
      coordinates: photo?.coordinates ?? null,
      thumb: photo?.thumb ?? null,
      confidentiality: owner.confidentiality ?? 'internal',
    },
  })
  return id
}

/** A stick that was pulled out shows only when the file is read. */
async function pieceOf(file: Blob, at: number): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.slice(at, at + pieceBytes).arrayBuffer())
  } catch (error) {
    throw new AppError('file/interrupted', {}, { cause: error })
  }
}

/** A picture that was written in another format gets that format's ending. */
function nameFor(name: string, kept: Blob, given: Blob): string {
  if (kept === given || kept.type === given.type || kept.type !== 'image/webp') return name
  return name.replace(/\.[A-Za-z0-9]{1,5}$/, '').concat('.webp')
}
