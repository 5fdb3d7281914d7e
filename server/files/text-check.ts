import type { FileReason } from '#shared/sync/files-protocol.ts'
import type { ByteSource } from './zip-directory.ts'

/** A drawing larger than this is not read through, and so not taken. */
const drawingLimit = 4_194_304
const headBytes = 65_536

const webPage =
  /^(?:<\?xml[^>]*>|<!--[\s\S]*?-->|\s)*<(?:!doctype\s+html|html|head|body|script|iframe|hta:|!--\[if)/i
const drawing =
  /^(?:<\?xml[^>]*>|<!--[\s\S]*?-->|<!doctype\s[^>[]*(?:\[[^\]]*\])?[^>]*>|\s)*<(?:\w+:)?svg[\s>/]/i
/** Scripts, handlers, addresses that run, foreign content, and entities that could spell any of them. */
const active =
  /<(?:\w+:)?(?:script|foreignobject|iframe|embed|object|handler|set|animate)\b|\bon\w+\s*=|data\s*:\s*text\/html|<!entity|xml-stylesheet/i
const scriptAddress = /(?:java|vb)script:/i

/** What a file without a signature is: text, a drawing made of text, or nothing that is taken. */
export async function checkText(
  source: ByteSource,
): Promise<{ kind: 'text' | 'drawing' } | { refused: FileReason }> {
  const head = await source.bytes(0, Math.min(headBytes, source.size))
  const text = textOf(head, head.length === source.size)
  if (text === null) return { refused: 'type-not-allowed' }
  if (text.startsWith('#!')) return { refused: 'executable' }
  if (webPage.test(text)) return { refused: 'active-content' }
  if (!drawing.test(text)) return { kind: 'text' }
  if (source.size > drawingLimit) return { refused: 'type-not-allowed' }
  const whole = textOf(await source.bytes(0, source.size), true)
  if (whole === null) return { refused: 'type-not-allowed' }
  const plain = withoutReferences(whole)
  // Browsers pass over blanks within `javascript:`, whatever way they are written.
  const runs = active.test(plain) || scriptAddress.test(plain.replace(/[\s\0]+/g, ''))
  return runs ? { refused: 'active-content' } : { kind: 'drawing' }
}

/** `&#106;avascript:` says the same as `javascript:`. */
function withoutReferences(text: string): string {
  return text.replace(/&#(?:x([0-9a-f]{1,6})|(\d{1,7}));?/gi, (whole, hex?: string, decimal?: string) => {
    const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole
  })
}

/** The text in UTF-8, UTF-16 with its mark, or GB 18030 as older offices write; null for what is no text. */
function textOf(bytes: Buffer, isWhole: boolean): string | null {
  const marked =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : null
  if (marked) return decoded(bytes, marked, isWhole)
  // A zero byte stands in no text of one of these encodings.
  if (bytes.includes(0)) return null
  return decoded(bytes, 'utf-8', isWhole) ?? decoded(bytes, 'gb18030', isWhole)
}

function decoded(bytes: Buffer, encoding: string, isWhole: boolean): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: !isWhole })
  } catch {
    return null
  }
}
