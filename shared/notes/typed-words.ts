import * as Y from 'yjs'
import { fromBase64 } from './base64.ts'

/**
 * The words that an edit of a note brings, without those around them: all that can be told of an edit whose note does
 * not hold it.
 * @param update a Yjs update as base64
 * @returns no words where it is no update: what others sent may be anything, and must not hide what stands beside it
 */
export function typedWords(update: string): string {
  try {
    return Y.decodeUpdate(fromBase64(update))
      .structs.map((struct) =>
        'content' in struct && struct.content instanceof Y.ContentString ? struct.content.str : '',
      )
      .join('')
  } catch {
    return ''
  }
}
