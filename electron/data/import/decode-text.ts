import iconv from 'iconv-lite'
import jschardet from 'jschardet'
import { AppError } from '#shared/contract/errors.ts'

export interface DecodedText {
  readonly text: string
  /** Name to show: UTF-8, UTF-16, GB18030, Big5. */
  readonly encoding: string
}

/** Share of unreadable characters above which the bytes are no text in that encoding. */
const mostUnreadable = 0.001
const detectedBytes = 200_000

/**
 * Bytes of a text file of unknown encoding as text. A byte order mark decides; then whatever is valid UTF-8 is UTF-8;
 * then what Chinese offices' programs write: Big5 where it is recognised clearly, else GB18030 (GBK, GB2312).
 * @throws AppError import/not-a-spreadsheet when the bytes are no text
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const utf16 = utf16Of(buffer)
  if (utf16) return { text: iconv.decode(buffer, utf16), encoding: 'UTF-16' }
  // Two zero bytes in a row are in no text of these encodings.
  if (buffer.includes(Buffer.from([0, 0]))) throw new AppError('import/not-a-spreadsheet')
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(buffer), encoding: 'UTF-8' }
  } catch {
    const encoding = isBig5(buffer) ? 'Big5' : 'GB18030'
    const text = iconv.decode(buffer, encoding)
    const unreadable = text.split('\ufffd').length - 1
    if (unreadable > Math.max(2, text.length * mostUnreadable)) throw new AppError('import/not-a-spreadsheet')
    return { text, encoding }
  }
}

function utf16Of(buffer: Buffer): string | null {
  if (buffer[0] === 0xff && buffer[1] === 0xfe) return 'utf-16le'
  if (buffer[0] === 0xfe && buffer[1] === 0xff) return 'utf-16be'
  return null
}

/** Bytes of one are often valid in the other, so the detector's word counts only where the text then makes sense. */
function isBig5(buffer: Buffer): boolean {
  const start = buffer.subarray(0, detectedBytes)
  if (jschardet.detect(start).encoding?.toLowerCase() !== 'big5') return false
  return iconv.decode(start, 'big5').includes('公司') && !iconv.decode(start, 'gb18030').includes('公司')
}
