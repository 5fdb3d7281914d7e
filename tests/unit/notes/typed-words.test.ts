import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { toBase64 } from '#shared/notes/base64.ts'
import { typedWords } from '#shared/notes/typed-words.ts'

describe('the words of an edit', () => {
  it('are those it brings, in their order', () => {
    const doc = new Y.Doc()
    doc.getText('note').insert(0, '扩产')
    const before = Y.encodeStateVector(doc)
    doc.getText('note').insert(2, '，看厂房')
    expect(typedWords(toBase64(Y.encodeStateAsUpdate(doc, before)))).toBe('，看厂房')
    expect(typedWords(toBase64(Y.encodeStateAsUpdate(doc)))).toContain('扩产')
  })

  it.each(['', 'x', '!!!!', 'AAAA', toBase64(new Uint8Array(50).fill(255))])(
    'are none where it is no edit: %j',
    (text) => {
      expect(typedWords(text)).toBe('')
    },
  )
})
