import * as Y from 'yjs'
import { AppError } from '#shared/contract/errors.ts'
import type { Mentionable, NoteRow, notesContract } from '#shared/contract/notes.ts'
import { notesFor } from '#shared/domain/note-export.ts'
import { authoredBlocks } from '#shared/notes/authorship.ts'
import { fromBase64, toBase64 } from '#shared/notes/base64.ts'
import { composeNote } from '#shared/notes/compose.ts'
import type { Reader } from '../database/schema.ts'
import type { Handlers } from '../host/context.ts'
import { composedNote, editedNote, refreshNotes } from '../notes/refresh.ts'
import { blocksOf, rewriteNote, sealNote } from '../notes/seal.ts'
import { versionsOf, versionText } from '../notes/versions.ts'
import { findEnterprise } from '../queries/enterprises.ts'
import { contactsSpelled } from '../queries/mentions.ts'
import { editorNames, editsInTime, editsOf, namesOf } from '../queries/note-edits.ts'
import { addToJournal, journalOf, notesInJournal } from '../queries/note-journal.ts'
import { findNote, listedNote, notesOf } from '../queries/notes.ts'
import { activeUserRows } from '../queries/people.ts'
import { record } from '../record/record.ts'
import { sharedNotesDocx } from '../reports/shared-notes-docx.ts'
import { spellingOf } from '../search/pinyin.ts'
import { suggestEnterprises } from '../search/suggesting.ts'
import { saveRecord } from './save-records.ts'

/** Suggestions of each kind while a mention is typed. */
const offered = 6

export const noteHandlers: Handlers<typeof notesContract> = {
  'notes.list': ({ read, account }, filter) =>
    read(async (db) => rowsOf(db, await notesOf(db, filter), account?.userId ?? null)),
  'notes.save': async ({ write, author }, { id, body, ...values }) => {
    const context = author()
    await write(async (tx) => {
      const known = await findNote(tx, id)
      if (known && known.createdBy !== context.author) throw new AppError('record/not-yours')
      // What a note says comes from its edits from the first one on.
      const isPlain = (await editsOf(tx, id)).length === 0
      if (isPlain && body === null && !known?.body)
        throw new AppError('record/invalid', { problems: [{ path: ['body'], message: 'required' }] })
      const change = isPlain ? { ...values, body } : values
      await saveRecord(tx, context, { table: 'notes', id, kind: 'set', values: change })
      await refreshNotes(tx)
    })
    return null
  },
  'notes.open': ({ read, account }, { id }) =>
    read(async (db) => {
      const note = await listedNote(db, id)
      const [row = null] = note ? await rowsOf(db, [note], account?.userId ?? null) : []
      const composed = await composedNote(db, id, account?.userId)
      for (const piece of await journalOf(db, id))
        if (piece.generation === composed.generation) Y.applyUpdate(composed.doc, fromBase64(piece.content))
      const state = toBase64(Y.encodeStateAsUpdate(composed.doc))
      return { note: row, state, generation: composed.generation }
    }),
  'notes.read': ({ read }, { id }) => read(async (db) => ({ blocks: blocksOf(await composedNote(db, id)) })),
  'notes.type': async ({ write, author, clock }, { id, generation, update, draft }) => {
    author()
    const piece = { noteId: id, generation, content: update, draft: draft && JSON.stringify(draft) }
    const keep = () => write((tx) => addToJournal(tx, { ...piece, at: clock.now }))
    // A full disk makes the store throw its ballast off: what the user has in hand fits then.
    await keep().catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'store/disk-full') return keep()
      throw error
    })
    return { at: clock.now }
  },
  'notes.seal': async ({ write, author, clock }, { id }) => {
    const context = author()
    const sealed = await write((tx) => sealNote(tx, context, id))
    return { savedAt: sealed ? clock.now : null }
  },
  'notes.sealAll': async ({ read, write, author }) => {
    const left = await read(notesInJournal)
    if (left.length === 0) return { sealed: 0 }
    const context = author()
    for (const id of left) await write((tx) => sealNote(tx, context, id))
    return { sealed: left.length }
  },
  'notes.mark': async ({ write, author }, { id, confidentiality }) => {
    const context = author()
    await write((tx) => record(tx, context, { table: 'notes', id, kind: 'set', values: { confidentiality } }))
    return null
  },
  'notes.authors': ({ read }, { id }) =>
    read(async (db) => {
      const blocks = authoredBlocks(await composedNote(db, id))
      const people = blocks.flatMap(({ runs }) => runs.flatMap(({ by }) => by ?? []))
      return { blocks, names: await namesOf(db, [...new Set(people)]) }
    }),
  'notes.versions': ({ read, account }, { id }) =>
    read(async (db) => {
      const note = await listedNote(db, id)
      if (!note) throw new AppError('record/not-found')
      return versionsOf(note, note.authorName, await editsInTime(db, id), account?.userId ?? null)
    }),
  'notes.version': ({ read }, { id, version }) => read((db) => versionOf(db, id, version)),
  'notes.restore': async ({ write, author }, { id, version }) => {
    const context = author()
    await write(async (tx) => {
      const { blocks } = await versionOf(tx, id, version)
      await rewriteNote(tx, context, id, blocks)
    })
    return null
  },
  'notes.mentionable': ({ read }, { text }) => read((db) => mentionable(db, text)),
  'notes.export': async (context, { enterpriseId, token }) => {
    const { read, files } = context
    const { name, shared, left } = await read(async (db) => {
      const enterprise = await findEnterprise(db, enterpriseId)
      if (!enterprise) throw new AppError('record/not-found')
      const all = await notesOf(db, { enterpriseId, visitId: null, owner: null })
      const leaving = notesFor(all, 'enterprise')
      const texts = []
      for (const note of leaving) {
        const composed = composeNote(editedNote(note), await editsOf(db, note.id))
        texts.push({ occurredOn: note.occurredOn, blocks: blocksOf(composed) })
      }
      return { name: enterprise.name, shared: texts, left: all.length - leaving.length }
    })
    if (shared.length === 0) throw new AppError('note/none-shareable')
    const content = await sharedNotesDocx(name, shared)
    files.write(token, content)
    return { name: files.nameOf(token), bytes: content.byteLength, notes: shared.length, left }
  },
}

type Listed = Awaited<ReturnType<typeof notesOf>>[number]

async function rowsOf(db: Reader, notes: readonly Listed[], userId: string | null): Promise<NoteRow[]> {
  const editors = await editorNames(
    db,
    notes.map(({ id }) => id),
  )
  return notes.map(({ plain, unsealed, updatedAt, ...note }) => {
    const own = editors.filter(({ noteId }) => noteId === note.id)
    const others = own.filter((editor) => editor.userId !== note.createdBy)
    return {
      ...note,
      mine: note.createdBy === userId,
      text: plain ?? note.body ?? '',
      editors: [...new Set([note.authorName, ...others.map(({ name }) => name)])].flatMap(
        (name) => name ?? [],
      ),
      editedAt: own.at(-1)?.at ?? updatedAt ?? note.createdAt,
      unsealed: unsealed === 1,
    }
  })
}

async function versionOf(db: Reader, id: string, version: string) {
  const note = await findNote(db, id)
  const text = note && versionText(note, await editsInTime(db, id), version)
  if (!text) throw new AppError('record/not-found')
  return text
}

/** People of the own organisation, people of enterprises, enterprises: by any part of name, pinyin or initials. */
async function mentionable(db: Reader, typed: string): Promise<Mentionable[]> {
  const text = typed.trim().toLowerCase()
  const users = (await activeUserRows(db))
    .filter(({ name }) => {
      const { pinyin, initials } = spellingOf(name, true)
      return [name.toLowerCase(), pinyin, initials].some((part) => part.includes(text))
    })
    .slice(0, offered)
    .map(({ id, name, post, unitName }): Mentionable => {
      return { table: 'users', id, label: name, detail: [unitName, post].filter(Boolean).join(' ') || null }
    })
  const contacts = (await contactsSpelled(db, text, offered)).map(({ id, name, detail }): Mentionable => {
    return { table: 'contacts', id, label: name, detail }
  })
  const enterprises = (await suggestEnterprises(db, typed, offered)).map(
    ({ id, name, city }): Mentionable => {
      return { table: 'enterprises', id, label: name, detail: city }
    },
  )
  return [...users, ...contacts, ...enterprises]
}
