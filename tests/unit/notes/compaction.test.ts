import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { composedNote } from '../../../electron/data/notes/refresh.ts'
import { type NoteLimits, sealNote } from '../../../electron/data/notes/seal.ts'
import { plainBlock } from '../../../shared/notes/blocks.ts'
import { generationEdits, noteBytes } from '../../../shared/notes/note-edit.ts'
import { type Office, openOffice } from '../../support/test-office.ts'
import { noteOn, TypedNote } from '../../support/typed-note.ts'

let office: Office
const enterpriseId = uuidv7()
beforeEach(async () => {
  office = await openOffice()
})
afterEach(() => office.close())

const opened = async (id: string) => new TypedNote(await office.call('notes.open', { id }))

/** Hands in what was typed and seals it, as the call does, under limits that a test can reach. */
async function seal(id: string, typed: TypedNote, limits: NoteLimits, author = office.me): Promise<void> {
  for (const piece of typed.typed(id, noteOn(enterpriseId))) await office.call('notes.type', piece)
  const { userId, unitId } = author
  const context = { ...office.vault.open().identity, author: userId, unitId, nowMs: Date.now() }
  await office.store.write((tx) => sealNote(tx, context, id, limits))
}

const generations = (id: string) =>
  office.store.read((db) =>
    db
      .selectFrom('noteEdits')
      .selectAll()
      .where('noteId', '=', id)
      .where('kind', '=', 'generation')
      .execute(),
  )

describe('a note that grew', () => {
  it('has the caps that were promised', () => {
    expect(noteBytes).toBe(2 * 1024 * 1024)
    expect(generationEdits).toBe(500)
  })

  it('begins a new generation when its document is beyond the cap, and keeps words, authors and versions', async () => {
    const limits = { edits: 1000, bytes: 12_000 }
    const id = uuidv7()
    await seal(id, (await opened(id)).add('留下的话'), limits)
    await seal(id, (await opened(id)).add('同事留下的话'), limits, office.colleague)
    for (let round = 0; round < 6; round += 1) {
      const typed = await opened(id)
      const text = typed.doc.getText('note')
      // Written in small pieces at ever other places and taken out again.
      typed.doc.transact(() => {
        for (let n = 0; n < 150; n += 1) text.insert((n * 37) % (text.length + 1), `${n}字`, {})
      })
      typed.change(() => [plainBlock('留下的话'), plainBlock('同事留下的话'), plainBlock(`第${round}轮`)])
      await seal(id, typed, limits)
    }
    expect((await generations(id)).length).toBeGreaterThan(0)
    const { doc } = await office.store.read((db) => composedNote(db, id))
    expect(Y.encodeStateAsUpdate(doc).length).toBeLessThan(limits.bytes)
    expect((await opened(id)).text).toBe('留下的话\n同事留下的话\n第5轮')
    const { blocks, names } = await office.call('notes.authors', { id })
    const people = new Set(blocks.flatMap(({ runs }) => runs.map(({ by }) => by && names[by])))
    expect(people.has('记录员')).toBe(true)
    expect(people.has(null)).toBe(false)
    expect(await office.call('notes.versions', { id })).toHaveLength(8)
  })

  it('begins one after many edits, and a colleague’s edit upon the old one that comes late is read once', async () => {
    const limits = { edits: 5, bytes: noteBytes }
    const id = uuidv7()
    await seal(id, (await opened(id)).add('开头'), limits)
    await seal(id, (await opened(id)).add('同事的开头'), limits, office.colleague)
    const late = (await opened(id)).add('晚到的话')
    for (let n = 0; n < 4; n += 1) await seal(id, (await opened(id)).add(`第${n}次`), limits)
    expect(await generations(id)).toHaveLength(1)
    const { blocks, names } = await office.call('notes.authors', { id })
    const who = blocks.map(({ runs }) => runs.map(({ by }) => by && names[by]).join())
    expect(who.slice(0, 2)).toEqual(['记录员', '同事'])
    await seal(id, late, limits, office.colleague)
    const { text } = await opened(id)
    expect(text.split('晚到的话')).toHaveLength(2)
    expect(text.startsWith('开头\n同事的开头\n第0次')).toBe(true)
  })
})
