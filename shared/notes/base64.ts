const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const values = new Map([...letters].map((letter, value) => [letter.charCodeAt(0), value]))
const partBytes = 12_288

/** Bytes as base64, the way in which edits of a note travel and are kept. */
export function toBase64(bytes: Uint8Array): string {
  const parts: string[] = []
  for (let start = 0; start < bytes.length; start += partBytes) {
    let text = ''
    const end = Math.min(start + partBytes, bytes.length)
    for (let at = start; at < end; at += 3) {
      const [a = 0, b = 0, c = 0] = [bytes[at], bytes[at + 1], bytes[at + 2]]
      const word = (a << 16) | (b << 8) | c
      text += letters.charAt(word >> 18) + letters.charAt((word >> 12) & 63)
      text += at + 1 < bytes.length ? letters.charAt((word >> 6) & 63) : '='
      text += at + 2 < bytes.length ? letters.charAt(word & 63) : '='
    }
    parts.push(text)
  }
  return parts.join('')
}

/** Bytes that `toBase64` wrote. @throws RangeError for any other text */
export function fromBase64(text: string): Uint8Array {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  if (text.length % 4 !== 0) throw new RangeError('not base64')
  const bytes = new Uint8Array((text.length / 4) * 3 - padding)
  let to = 0
  for (let at = 0; at < text.length; at += 4) {
    let word = 0
    for (let place = 0; place < 4; place += 1) {
      const code = text.charCodeAt(at + place)
      const value = values.get(code)
      const isPadding = code === 61 && at + place >= text.length - padding
      if (value === undefined && !isPadding) throw new RangeError('not base64')
      word = (word << 6) | (value ?? 0)
    }
    if (to < bytes.length) bytes[to++] = word >> 16
    if (to < bytes.length) bytes[to++] = (word >> 8) & 255
    if (to < bytes.length) bytes[to++] = word & 255
  }
  return bytes
}
