import fc from 'fast-check'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { composedNote } from '../../electron/data/notes/refresh.ts'
import { sealNote } from '../../electron/data/notes/seal.ts'
import { noteTextsOf } from '../../electron/data/queries/note-edits.ts'
import { addToJournal } from '../../electron/data/queries/note-journal.ts'
import { toBase64 } from '../../shared/notes/base64.ts'
import { realLaptop } from '../support/real-laptop.ts'
import { type TestServer, testServer } from '../support/server-organisation.ts'
import type { SyncDevice } from '../support/sync-device.ts'
import { TypedNote } from '../support/typed-note.ts'

let server: TestServer
const laptops: SyncDevice[] = []
beforeAll(async () => {
  server = await testServer()
  server.time.now = Date.now()
  const by = await server.app.listen({ port: 0, host: '127.0.0.1' })
  for (const login of ['jia', 'ding', 'jia'] as const) laptops.push(await realLaptop(server, { by, login }))
})
afterAll(async () => {
  for (const laptop of laptops) await laptop.remove()
  await server.stop()
})

/** Types a word somewhere into the note as the window does, and seals it or leaves it in the journal. */
async function type(laptop: SyncDevice, id: string, word: string, at: number, seals: boolean): Promise<void> {
  const { doc, generation } = await laptop.store().read((db) => composedNote(db, id))
  const typed = new TypedNote({ state: toBase64(Y.encodeStateAsUpdate(doc)), generation })
  const text = typed.doc.getText('note')
  // Between words: a word is typed in one go.
  const gaps = [0, ...[...text.toString().matchAll(/〕/g)].map(({ index }) => index + 1)]
  text.insert(gaps[at % gaps.length] ?? 0, at % 3 === 0 ? `${word}\n` : word, {})
  await laptop.store().write(async (tx) => {
    for (const { update } of typed.typed(id))
      await addToJournal(tx, {
        noteId: id,
        generation,
        content: update,
        draft: null,
        at: '2026-01-01T00:00:00Z',
      })
    if (seals) await sealNote(tx, laptop.context(), id)
  })
}

const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ laptop: fc.nat(2), at: fc.nat(30), do: fc.constant('type' as const) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ laptop: fc.nat(2), at: fc.nat(30), do: fc.constant('sync' as const) }),
  },
)

describe('laptops that write one note, through journal, push, feed and apply', () => {
  it.each([2, 3])(
    '%i of them all show every word exactly once, and find it (I13)',
    { timeout: 120_000 },
    async (count) => {
      const writers = laptops.slice(0, count)
      await fc.assert(
        fc.asyncProperty(
          fc.array(step, { minLength: 6, maxLength: 16 }),
          fc.boolean(),
          async (steps, plain) => {
            const [id, enterpriseId] = [uuidv7(), uuidv7()]
            const words: string[] = plain ? ['〔旧文〕'] : []
            await writers[0]?.write({
              ...{ table: 'notes', id, kind: 'set' },
              values: {
                ...{ enterpriseId, occurredOn: '2026-11-22', confidentiality: 'internal' },
                body: plain ? '〔旧文〕' : null,
              },
            })
            for (const _ of [0, 1]) for (const laptop of writers) await laptop.sync()
            for (const { laptop, at, ...action } of steps) {
              server.time.now = Date.now()
              const writer = writers[laptop % count]
              if (!writer) continue
              if (action.do === 'sync') {
                await writer.sync()
                continue
              }
              words.push(`〔${id.slice(-6)}.${words.length}〕`)
              await type(writer, id, words.at(-1) ?? '', at, true)
            }
            for (const _ of [0, 1]) for (const laptop of writers) await laptop.sync()
            const texts = await Promise.all(
              writers.map((laptop) =>
                laptop
                  .store()
                  .read(async (db) => (await noteTextsOf(db, [id])).get(id) ?? (plain ? '〔旧文〕' : '')),
              ),
            )
            expect(new Set(texts).size).toBe(1)
            for (const word of words) expect(texts[0]?.split(word).length, `${word} in ${texts[0]}`).toBe(2)
          },
        ),
        { numRuns: 6, endOnFailure: true },
      )
    },
  )
})
