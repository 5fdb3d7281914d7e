import * as Y from 'yjs'
import type { NewNote, OpenNote } from '../../shared/contract/notes.ts'
import { fromBase64, toBase64 } from '../../shared/notes/base64.ts'
import { type Block, blockText, readBlocks, textOf } from '../../shared/notes/blocks.ts'
import { writeBlocks } from '../../shared/notes/write-blocks.ts'

/** What the editor of the window does with a note, without a window. */
export class TypedNote {
  readonly doc = new Y.Doc()
  readonly generation: string | null
  readonly #updates: string[] = []

  constructor({ state, generation }: Pick<OpenNote, 'state' | 'generation'>) {
    Y.applyUpdate(this.doc, fromBase64(state))
    this.generation = generation
    this.doc.on('update', (update: Uint8Array) => this.#updates.push(toBase64(update)))
  }

  /** Changes the lines of the note. */
  change(edit: (blocks: Block[]) => readonly Block[]): this {
    const text = textOf(this.doc)
    this.doc.transact(() => writeBlocks(text, edit(readBlocks(text))))
    return this
  }

  /** Writes a line at the end. */
  add(line: string): this {
    const text = textOf(this.doc)
    this.doc.transact(() => text.insert(text.length, text.length === 0 ? line : `\n${line}`, {}))
    return this
  }

  get text(): string {
    return readBlocks(textOf(this.doc)).map(blockText).join('\n')
  }

  /** Hands out what was typed since, for `notes.type`. */
  typed(id: string, draft: NewNote | null = null) {
    const updates = this.#updates.splice(0)
    return updates.map((update) => ({ id, generation: this.generation, update, draft }))
  }
}

/** What a new note on an enterprise is to be. */
export const noteOn = (enterpriseId: string, changes: Partial<NewNote> = {}): NewNote => ({
  enterpriseId,
  occurredOn: '2026-11-22',
  confidentiality: 'internal',
  ownerTable: 'enterprises',
  ownerId: enterpriseId,
  ...changes,
})
