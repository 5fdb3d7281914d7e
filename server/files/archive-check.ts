import type { FileReason } from '#shared/sync/files-protocol.ts'
import { type ByteSource, type ZipEntry, zipEntries } from './zip-directory.ts'

/** What a ZIP archive is, or why it is refused. */
export type ArchiveVerdict = { readonly kind: 'document' | 'archive' } | { readonly refused: FileReason }

/** Deflate packs 1032:1 at most; a document of repeated tables reaches some 100:1 in single parts. */
const mostExpansion = 200
/** Below this, any expansion is harmless. */
const harmlessBytes = 104_857_600
const mostUnpacked = 4_294_967_296
/** Archives within an archive: a handful of packed documents is usual, a hundred is a bomb's first layer. */
const mostInner = 10
const deepest = 2
/** What is packed already hardly shrinks again; what does is an archive of nothing. */
const mostInnerExpansion = 20

const archiveName = /\.(zip|7z|rar|gz|tgz|bz2|xz|zst|tar|cab|iso|img)$/i
const documentName = /\.(docx|xlsx|pptx|odt|ods|odp|wps|et|dps)$/i
const programName =
  /\.(exe|dll|scr|com|cpl|msi|msp|bat|cmd|ps1|psm1|vbs|vbe|js|jse|wsf|wsh|hta|jar|apk|lnk|reg|sh|command|app|deb|rpm|elf|so|dylib|ocx|sys|chm|scf|url|appimage)$/i

/** Names that run as a program when somebody opens the file. The content of such a script is plain text. */
export const isProgramName = (name: string): boolean => programName.test(name.trim().replace(/[. ]+$/, ''))

/**
 * Judges a ZIP archive by its directory alone. Office documents are ZIP archives too.
 * @param depth archives around this one
 */
export async function checkArchive(source: ByteSource, depth = 0): Promise<ArchiveVerdict> {
  const entries = await zipEntries(source)
  if (!entries) return { refused: 'type-not-allowed' }
  const bomb = isBomb(entries, source.size)
  if (bomb) return { refused: 'archive-bomb' }
  const names = new Set(entries.map(({ name }) => name))
  if (names.has('META-INF/MANIFEST.MF') || names.has('AndroidManifest.xml')) return { refused: 'executable' }
  if (entries.some(({ name }) => isProgramName(name))) return { refused: 'executable' }
  if (entries.some(({ name }) => /(^|\/)vbaProject\.bin$/i.test(name))) return { refused: 'executable' }
  const inner = await checkInner(source, entries, depth)
  if (inner) return { refused: inner }
  const isOffice = names.has('[Content_Types].xml') || names.has('mimetype')
  return { kind: isOffice ? 'document' : 'archive' }
}

function isBomb(entries: readonly ZipEntry[], size: number): boolean {
  const packed = entries.reduce((sum, entry) => sum + entry.packed, 0)
  const unpacked = entries.reduce((sum, entry) => sum + entry.unpacked, 0)
  // Entries that share their bytes: the same data unpacks many times over.
  if (packed > size || new Set(entries.map(({ offset }) => offset)).size < entries.length) return true
  if (unpacked > mostUnpacked) return true
  return unpacked > harmlessBytes && unpacked > size * mostExpansion
}

async function checkInner(
  source: ByteSource,
  entries: readonly ZipEntry[],
  depth: number,
): Promise<FileReason | null> {
  const archives = entries.filter(({ name }) => archiveName.test(name))
  const documents = entries.filter(({ name }) => documentName.test(name))
  if (archives.length === 0 && documents.length === 0) return null
  if (archives.length > mostInner || (archives.length > 0 && depth + 1 > deepest)) return 'archive-bomb'
  for (const entry of [...archives, ...documents]) {
    if (entry.unpacked > Math.max(1_048_576, entry.packed * mostInnerExpansion)) return 'archive-bomb'
    // Only what stands there unpacked can be looked into without unpacking.
    if (entry.method !== 0 || !/\.(zip|docx|xlsx|pptx)$/i.test(entry.name)) continue
    const window = await storedEntry(source, entry)
    const verdict = window && (await checkArchive(window, depth + 1))
    if (verdict && 'refused' in verdict && verdict.refused !== 'type-not-allowed') return verdict.refused
  }
  return null
}

async function storedEntry(source: ByteSource, entry: ZipEntry): Promise<ByteSource | null> {
  const header = await source.bytes(entry.offset, 30)
  if (header.length < 30 || header.readUInt32LE(0) !== 0x04034b50) return null
  const start = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28)
  const size = Math.min(entry.packed, Math.max(0, source.size - start))
  return {
    size,
    bytes: (at, length) => source.bytes(start + at, Math.max(0, Math.min(length, size - at))),
  }
}
