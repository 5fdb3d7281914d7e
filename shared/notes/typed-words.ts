import * as Y from 'yjs'

/**
 * The words that an edit of a note brings, without those around them: all that can be told of an edit whose note does
 * not hold it.
 * @param update a Yjs update
 */
export function typedWords(update: Uint8Array): string {
  const { structs } = Y.decodeUpdate(update)
  return structs
    .map((struct) =>
      'content' in struct && struct.content instanceof Y.ContentString ? struct.content.str : '',
    )
    .join('')
}
