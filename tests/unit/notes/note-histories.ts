import * as Y from 'yjs'
import { toBase64 } from '../../../shared/notes/base64.ts'
import {
  type Block,
  blockText,
  lineStyles,
  plainBlock,
  readBlocks,
  textOf,
} from '../../../shared/notes/blocks.ts'
import { beginGeneration, type ComposedNote, composeNote } from '../../../shared/notes/compose.ts'
import type { Stretch } from '../../../shared/notes/edit-script.ts'
import type { EditedNote, NoteEdit } from '../../../shared/notes/note-edit.ts'
import { writeBlocks } from '../../../shared/notes/write-blocks.ts'

/** What a device does to a note: the numbers choose where, whatever there is by then. */
export type Action =
  | {
      readonly kind: 'type' | 'split' | 'join' | 'style' | 'remove' | 'table'
      readonly at: number
      readonly with: number
    }
  | { readonly kind: 'generation' | 'seal' | 'send' | 'receive' }

export interface History {
  readonly body: string | null
  /** Device, action. */
  readonly steps: readonly (readonly [number, Action])[]
}

export interface Outcome {
  readonly texts: readonly string[]
  /** Tokens typed, and those of them that somebody took out. */
  readonly typed: readonly string[]
  readonly removed: ReadonlySet<string>
}

type Compose = (note: EditedNote, edits: readonly NoteEdit[]) => ComposedNote

/** Plays a history on devices that each have their own set of edits and an own open document. */
export function play({ body, steps }: History, devices: number, compose: Compose = composeNote): Outcome {
  const note: EditedNote = { id: 'n', body, by: 'author', at: '2026-01-01T00:00:00.000Z' }
  const server = new Map<string, NoteEdit>()
  let made = 0
  const typed: string[] = []
  const removed = new Set<string>()
  const stateOf = (own: ReadonlyMap<string, NoteEdit>) => {
    const composed = compose(note, [...own.values()])
    const doc = new Y.Doc()
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(composed.doc))
    const journal: Uint8Array[] = []
    doc.on('update', (update: Uint8Array) => journal.push(update))
    return { composed, doc, journal }
  }
  const all = Array.from({ length: devices }, () => {
    const own = new Map<string, NoteEdit>()
    return { own, open: stateOf(own) }
  })
  const seal = (at: number) => {
    const device = all[at]
    if (!device || device.open.journal.length === 0) return
    const { composed, journal } = device.open
    const update = Y.mergeUpdates(composed.given ? [composed.given, ...journal] : journal)
    // Random enough for the order of the ids to say nothing of the order in time.
    const id = `${(made * 7919) % 1009}-${made++}`
    const edit: NoteEdit = {
      ...{ id, kind: 'update', generation: composed.generation, update: toBase64(update) },
      ...{ covers: null, authored: null, by: `person ${at}`, at: '2026-01-02T00:00:00.000Z' },
    }
    device.own.set(id, edit)
    device.open = stateOf(device.own)
  }
  const change = (at: number, edit: (blocks: Block[]) => Changed) => {
    const doc = all[at]?.open.doc
    if (!doc) return
    const { blocks, where } = edit(readBlocks(textOf(doc)))
    doc.transact(() => writeBlocks(textOf(doc), blocks, where))
  }
  for (const [number, action] of steps) {
    const at = number % devices
    const device = all[at]
    if (!device) continue
    switch (action.kind) {
      case 'seal':
        seal(at)
        break
      case 'send':
        seal(at)
        for (const [id, edit] of device.own) server.set(id, edit)
        break
      case 'receive':
        seal(at)
        for (const [id, edit] of server) device.own.set(id, edit)
        device.open = stateOf(device.own)
        break
      case 'generation': {
        seal(at)
        const composed = compose(note, [...device.own.values()])
        const begun = beginGeneration(composed, 1_000_000 + made)
        const id = `${(made * 7919) % 1009}-${made++}`
        device.own.set(id, {
          ...{ id, kind: 'generation', generation: composed.generation, update: toBase64(begun.update) },
          ...{ covers: begun.covers, authored: begun.authored, by: 'x', at: '' },
        })
        device.open = stateOf(device.own)
        break
      }
      default:
        change(at, (blocks) => changed(blocks, action, `〔${at}.${typed.length}〕`, typed, removed))
    }
  }
  for (const at of all.keys()) seal(at)
  for (const { own } of all) for (const [id, edit] of own) server.set(id, edit)
  const edits = [...server.values()]
  return {
    // Every device learns of the edits in another order, some of them twice.
    texts: all.map((_, at) => {
      const turned = [...edits.slice(at), ...edits.slice(0, at), ...edits.slice(0, 1)]
      const unique = [...new Map(turned.map((edit) => [edit.id, edit])).values()]
      return readBlocks(textOf(compose(note, at % 2 ? unique.reverse() : unique).doc))
        .map(blockText)
        .join('\n')
    }),
    typed,
    removed,
  }
}

interface Changed {
  readonly blocks: readonly Block[]
  /** The editor knows where something was typed or cut out. */
  readonly where: Stretch | null
}

function changed(
  blocks: Block[],
  action: Extract<Action, { at: number }>,
  token: string,
  typed: string[],
  removed: Set<string>,
): Changed {
  const line = action.at % blocks.length
  const block = blocks[line] ?? plainBlock('')
  const text = blockText(block)
  // A token stays whole: people type and cut between tokens here.
  const cuts = [0, ...[...text.matchAll(/〕/g)].map(({ index }) => index + 1)]
  const cut = cuts[action.with % cuts.length] ?? 0
  const start = blocks.slice(0, line).reduce((sum, each) => sum + blockText(each).length + 1, 0)
  const replaced = (...lines: Block[]) => [...blocks.slice(0, line), ...lines, ...blocks.slice(line + 1)]
  const anywhere = (...lines: Block[]): Changed => ({ blocks: replaced(...lines), where: null })
  const saying = (said: string): Block => ({
    ...block,
    spans: said === '' ? [] : [{ insert: said, marks: [] }],
  })
  switch (action.kind) {
    case 'type':
      typed.push(token)
      return {
        blocks: replaced(saying(text.slice(0, cut) + token + text.slice(cut))),
        where: { from: start + cut, oldEnd: start + cut, newEnd: start + cut + token.length },
      }
    case 'split':
      return anywhere(saying(text.slice(0, cut)), saying(text.slice(cut)))
    case 'join': {
      const next = blocks[line + 1]
      if (!next) return { blocks, where: null }
      const joined: Block = { ...next, spans: saying(text + blockText(next)).spans }
      return { blocks: [...blocks.slice(0, line), joined, ...blocks.slice(line + 2)], where: null }
    }
    case 'style':
      return anywhere({ ...block, style: lineStyles[action.with % lineStyles.length] ?? 'text' })
    case 'table':
      typed.push(token)
      return {
        blocks: [
          ...blocks.slice(0, line),
          { ...plainBlock(token), cell: 'table' },
          { ...plainBlock(''), cell: 'cell' },
          ...blocks.slice(line),
        ],
        where: { from: start, oldEnd: start, newEnd: start + token.length + 2 },
      }
    case 'remove': {
      const known = [...text.matchAll(/〔[^〔〕]*〕/g)]
      const gone = known[action.with % Math.max(1, known.length)]
      if (!gone) return { blocks, where: null }
      removed.add(gone[0])
      return {
        blocks: replaced(saying(text.slice(0, gone.index) + text.slice(gone.index + gone[0].length))),
        where: {
          from: start + gone.index,
          oldEnd: start + gone.index + gone[0].length,
          newEnd: start + gone.index,
        },
      }
    }
  }
}

/** How often each token stands in a text. */
export const timesIn = (text: string, token: string): number => text.split(token).length - 1
