import { fileTypeFromBuffer } from 'file-type'
import { AppError } from '#shared/contract/errors.ts'
import type { Attachment } from '#shared/domain/attachments.ts'

/** So much of a file's beginning is looked at. */
export const lookedAt = 64 * 1024

/** Endings under which systems start programs; a file is none of our attachments when it has one, whatever it holds. */
const programEndings = new Set(
  'exe com scr pif msi msp bat cmd ps1 vbs vbe js jse wsf wsh hta lnk cpl dll sys jar apk app deb rpm dmg pkg sh run appimage reg scf url chm'.split(
    ' ',
  ),
)
const programTypes = new Set([
  'exe',
  'elf',
  'macho',
  'deb',
  'rpm',
  'dmg',
  'lnk',
  'apk',
  'jar',
  'swf',
  'crx',
  'class',
  'wasm',
])

/** Types that only the ending tells apart: the content of these is one and the same container, or plain text. */
const byEnding: Readonly<Record<string, string>> = {
  doc: 'application/msword',
  xls: 'application/vnd.ms-excel',
  ppt: 'application/vnd.ms-powerpoint',
  wps: 'application/vnd.ms-works',
  et: 'application/vnd.ms-excel',
  dps: 'application/vnd.ms-powerpoint',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  txt: 'text/plain',
  csv: 'text/csv',
  md: 'text/plain',
  vcf: 'text/vcard',
}
const containers = new Set(['zip', 'cfb'])
const textEndings = new Set(['txt', 'csv', 'md', 'vcf'])

export interface FileType {
  readonly mime: string
  readonly kind: Attachment['kind']
}

/**
 * What a file is, told by its content; the ending only tells apart what looks alike.
 * @param head the first `lookedAt` bytes
 * @throws AppError file/type-refused for a program, under whatever name
 */
export async function typeOfFile(name: string, head: Uint8Array): Promise<FileType> {
  const ending = endingOf(name)
  const found = await fileTypeFromBuffer(head).catch(() => undefined)
  if (programEndings.has(ending) || (found && programTypes.has(found.ext)) || isProgram(head))
    throw new AppError('file/type-refused')
  const told = byEnding[ending]
  if (told && (found ? containers.has(found.ext) : textEndings.has(ending) && isText(head)))
    return { mime: told, kind: kindOf(told) }
  const mime = found ? plain(found.mime) : 'application/octet-stream'
  return { mime, kind: kindOf(mime) }
}

/** The ending of a file's name in lower case, without the dot; empty where there is none. */
export const endingOf = (name: string): string =>
  /\.([A-Za-z0-9]{1,10})$/.exec(name)?.[1]?.toLowerCase() ?? ''

/** A script says by its first line what runs it; a Windows program begins with MZ even where nothing else is known. */
function isProgram(head: Uint8Array): boolean {
  return (head[0] === 0x4d && head[1] === 0x5a) || (head[0] === 0x23 && head[1] === 0x21)
}

const isText = (head: Uint8Array): boolean => !head.includes(0)

/** Without parameters such as `; codecs=opus`. */
const plain = (mime: string): string => mime.split(';')[0]?.trim().toLowerCase() ?? 'application/octet-stream'

function kindOf(mime: string): Attachment['kind'] {
  if (mime.startsWith('image/')) return 'photo'
  if (mime.startsWith('audio/')) return 'audio'
  if (mime === 'application/octet-stream' || mime.startsWith('video/')) return 'other'
  return 'document'
}

/**
 * A name as a record keeps it: without folders and control characters, at most 300 characters, the ending kept. It
 * names no file anywhere.
 */
export function storedName(name: string): string {
  const own = name
    .replace(/\p{Cc}|\p{Surrogate}|[\u202a-\u202e\u2066-\u2069]/gu, '')
    .split(/[\\/]/)
    .at(-1)
    ?.trim()
  const shown = own === undefined || /^\.*$/.test(own) ? '' : own
  const characters = Array.from(shown)
  if (shown === '') return 'file'
  if (shown.length <= 300) return shown
  const ending = endingOf(shown)
  const tail = ending === '' ? '' : `.${ending}`
  let cut = ''
  for (const character of characters) {
    if (cut.length + character.length + tail.length > 300) break
    cut += character
  }
  return cut.slice(0, 300 - tail.length) + tail
}

/** A name under which a copy can lie on any disk: nothing a system reserves, at most 180 bytes, the right ending. */
export function nameOnDisk(name: string): string {
  const ending = endingOf(name)
  const stem = (ending === '' ? name : name.slice(0, -ending.length - 1))
    .replace(/[<>:"/\\|?*\p{Cc}]/gu, '_')
    .replace(/[. ]+$/, '')
  let cut = ''
  for (const character of stem) {
    if (Buffer.byteLength(cut + character) > 160) break
    cut += character
  }
  const free = cut === '' || /^(con|prn|aux|nul|com\d|lpt\d)$/i.test(cut) ? `_${cut}` : cut
  return ending === '' ? free : `${free}.${ending}`
}
