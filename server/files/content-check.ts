import { fileTypeFromBuffer } from 'file-type'
import type { FileReason } from '#shared/sync/files-protocol.ts'
import { checkArchive, isProgramName } from './archive-check.ts'
import { checkText } from './text-check.ts'
import type { ByteSource } from './zip-directory.ts'

/** What the record says of its file. */
export interface Declared {
  readonly name: string
  readonly mime: string
}

/** Kinds of content; a file may call itself by any type of its own kind: phones name pictures loosely. */
type Kind = 'picture' | 'document' | 'media' | 'archive' | 'text' | 'drawing'

const headBytes = 65_536

const exact: Readonly<Record<string, Kind>> = {
  'application/pdf': 'document',
  'application/rtf': 'document',
  'application/ogg': 'media',
  'application/x-cfb': 'document',
}
const pictures = [
  'jpeg',
  'png',
  'apng',
  'gif',
  'webp',
  'heic',
  'heif',
  'heic-sequence',
  'heif-sequence',
  'avif',
  'bmp',
  'tiff',
]
const programs = new Set([
  'application/x-msdownload',
  'application/x-elf',
  'application/x-mach-binary',
  'application/x.apple.mach-o',
  'application/vnd.microsoft.portable-executable',
  'application/java-vm',
  'application/wasm',
  'application/x-ms-shortcut',
  'application/x.ms.shortcut',
  'application/x-deb',
  'application/x-rpm',
  'application/vnd.android.package-archive',
  'application/java-archive',
  'application/x-google-chrome-extension',
])

/** Class of the root of a Windows installer package, which is a compound file as old Office documents are. */
const installerClass = Buffer.from('84100c0000000000c000000000000046', 'hex')

/**
 * Decides by its content whether a file may be attached. Nothing is unpacked or run, and at most a few parts of the
 * file are read.
 * @returns null when it may, else why not
 */
export async function checkContent(source: ByteSource, declared: Declared): Promise<FileReason | null> {
  if (isProgramName(declared.name)) return 'executable'
  if (source.size === 0) return null
  const found = await kindOf(source)
  if ('refused' in found) return found.refused
  return agrees(found.kind, declared.mime) ? null : 'type-mismatch'
}

async function kindOf(source: ByteSource): Promise<{ kind: Kind } | { refused: FileReason }> {
  const head = await source.bytes(0, Math.min(headBytes, source.size))
  // Where programs begin with two letters, those decide: a text never begins so with a zero byte near.
  if (head.subarray(0, 2).equals(Buffer.from('MZ')) && head.includes(0)) return { refused: 'executable' }
  if (head.subarray(0, 4).equals(Buffer.from('PK\x03\x04')) || isEmptyArchive(head))
    return checkArchive(source)
  const type = (await fileTypeFromBuffer(head).catch(() => undefined))?.mime
  if (type === undefined || type === 'application/xml') return checkText(source)
  if (programs.has(type)) return { refused: 'executable' }
  if (type === 'application/x-cfb' && (await isInstaller(source, head))) return { refused: 'executable' }
  const kind = exact[type] ?? kindByFamily(type)
  return kind ? { kind } : { refused: 'type-not-allowed' }
}

const isEmptyArchive = (head: Buffer) => head.length >= 22 && head.readUInt32LE(0) === 0x06054b50

function kindByFamily(type: string): Kind | undefined {
  const [family, name = ''] = type.split('/')
  if (family === 'image' && pictures.includes(name)) return 'picture'
  return family === 'audio' || family === 'video' ? 'media' : undefined
}

/** A record without a true type says nothing that could disagree. */
function agrees(kind: Kind, mime: string): boolean {
  if (mime === 'application/octet-stream') return true
  switch (kind) {
    case 'picture':
      return mime.startsWith('image/') && mime !== 'image/svg+xml'
    case 'drawing':
      return mime === 'image/svg+xml'
    case 'media':
      return /^(audio|video)\/|^application\/ogg$/.test(mime)
    case 'text':
      return mime.startsWith('text/') || /^application\/(json|csv|xml|vnd\.ms-excel)$/.test(mime)
    case 'archive':
      return /zip/.test(mime)
    case 'document':
      return (
        /^application\/(pdf|rtf|msword|wps-office\.\w+|kswps|kset|ksdps|x-cfb|zip)$/.test(mime) ||
        /^application\/vnd\.(ms-|openxmlformats-officedocument\.|oasis\.opendocument\.|wps-office\.)/.test(
          mime,
        ) ||
        mime === 'text/rtf'
      )
  }
}

async function isInstaller(source: ByteSource, head: Buffer): Promise<boolean> {
  if (head.length < 512) return false
  const sectorBytes = 2 ** Math.min(head.readUInt16LE(30), 16)
  const directory = (head.readUInt32LE(48) + 1) * sectorBytes
  const root = await source.bytes(directory, 128)
  return root.subarray(80, 96).equals(installerClass)
}
