import { Extension } from '@tiptap/core'
import type { Node as PmNode } from '@tiptap/pm/model'
import { type EditorState, Plugin, PluginKey, TextSelection, type Transaction } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import * as Y from 'yjs'
import { readBlocks } from '#shared/notes/blocks.ts'
import type { Stretch } from '#shared/notes/edit-script.ts'
import { noteCharacters } from '#shared/notes/note-edit.ts'
import { writeBlocks, writeLines } from '#shared/notes/write-blocks.ts'
import { whenComposed } from '../../lib/composition.ts'
import { blockOf, docOf, type Line, linesOf, placeOf, positionOf } from './note-doc.ts'

/** Origin of what the user does here, so that undo takes back that alone. */
export const ownChange = 'editor'

const key = new PluginKey('note-binding')
const fromNote = 'from the note'

interface Changed {
  readonly from: number
  readonly oldTo: number
  readonly newTo: number
}

/**
 * Keeps the editor's document and the note's text the same: what is typed becomes the smallest change of the text, what
 * comes from elsewhere (a colleague, undo) the smallest change of the document. While an input method composes nothing
 * goes either way; the session holds back what comes.
 */
export const noteBinding = (text: Y.Text, undo: Y.UndoManager, onFull: () => void) =>
  Extension.create({
    name: 'noteBinding',
    addKeyboardShortcuts() {
      const step = (run: () => unknown) => () => {
        run()
        return true
      }
      return {
        'Mod-z': step(() => undo.undo()),
        'Mod-y': step(() => undo.redo()),
        'Mod-Shift-z': step(() => undo.redo()),
      }
    },
    addProseMirrorPlugins() {
      return [bindingPlugin(text, onFull)]
    },
  })

function bindingPlugin(text: Y.Text, onFull: () => void): Plugin {
  let synced: PmNode | null = null
  let changed: Changed | null = null
  return new Plugin({
    key,
    filterTransaction: (transaction) => {
      const tooLong =
        transaction.docChanged &&
        transaction.getMeta(key) !== fromNote &&
        transaction.doc.content.size > noteCharacters &&
        transaction.doc.content.size > transaction.before.content.size
      if (tooLong) onFull()
      return !tooLong
    },
    // A note ends in a plain line.
    appendTransaction: (_transactions, _old, state) => {
      const last = state.doc.lastChild
      if (last?.type.name === 'paragraph' && last.attrs.line === 'text' && last.attrs.indent === 0)
        return null
      const line = state.schema.nodes.paragraph?.create()
      return line ? state.tr.insert(state.doc.content.size, line) : null
    },
    state: {
      init: () => null,
      apply: (transaction: Transaction) => {
        if (transaction.docChanged && transaction.getMeta(key) !== fromNote)
          changed = joined(changed, transaction)
        return null
      },
    },
    view: (view) => {
      let alive = true
      const show = (event: Y.YTextEvent | null, transaction: Y.Transaction | null) => {
        if (transaction?.origin === ownChange) return
        const delta = event?.delta ?? []
        showNote(view, text, delta, transaction?.origin instanceof Y.UndoManager)
        synced = view.state.doc
        changed = null
      }
      const flush = () => {
        if (!alive || synced === null || synced === view.state.doc) return
        const [before, after] = [synced, view.state.doc]
        const where = changed
        synced = after
        changed = null
        writeChange(text, before, after, where)
      }
      text.observe(show)
      show(null, null)
      synced ??= view.state.doc
      return {
        update: (current: EditorView, previous: EditorState) => {
          if (previous.doc.eq(current.state.doc)) return
          if (current.composing) whenComposed(flush)
          else flush()
        },
        destroy: () => {
          flush()
          alive = false
          text.unobserve(show)
        },
      }
    },
  })
}

/** Where a transaction changed something, together with what came before it. */
function joined(before: Changed | null, { mapping }: Transaction): Changed | null {
  let changed = before
  for (const map of mapping.maps) {
    let shift = 0
    map.forEach((oldStart, oldEnd, _newStart, newEnd) => {
      const [start, end] = [oldStart + shift, oldEnd + shift]
      const grown = newEnd - _newStart - (oldEnd - oldStart)
      shift += grown
      if (!changed) {
        changed = { from: start, oldTo: end, newTo: end + grown }
        return
      }
      const reach = Math.max(changed.newTo, end)
      changed = {
        from: Math.min(changed.from, start),
        oldTo: changed.oldTo + reach - changed.newTo,
        newTo: reach + grown,
      }
    })
  }
  return changed
}

function writeChange(text: Y.Text, before: PmNode, after: PmNode, changed: Changed | null): void {
  const [old, next] = [linesOf(before), linesOf(after)]
  const same = (a: Line | undefined, b: Line | undefined) => a?.node === b?.node && a?.cell === b?.cell
  let first = 0
  while (first < old.length && first < next.length && same(old[first], next[first])) first += 1
  let [oldEnd, nextEnd] = [old.length, next.length]
  while (oldEnd > first && nextEnd > first && same(old[oldEnd - 1], next[nextEnd - 1])) {
    oldEnd -= 1
    nextEnd -= 1
  }
  const at = old[first]?.place ?? next[first]?.place ?? 0
  const whole = lengthOf(old) === text.length
  const where: Stretch | null = changed && {
    from: placeOf(old, changed.from) - (whole ? at : 0),
    oldEnd: placeOf(old, changed.oldTo) - (whole ? at : 0),
    newEnd: placeOf(next, changed.newTo) - (whole ? at : 0),
  }
  text.doc?.transact(() => {
    // What the note has and the editor does not know (cells it added to a table, say) is compared in full.
    if (!whole || oldEnd === old.length) {
      const start = whole ? at : 0
      const lines = { at: start, where, toEnd: true }
      if (whole)
        writeLines(text, {
          ...lines,
          before: old.slice(first).map(blockOf),
          after: next.slice(first).map(blockOf),
        })
      else writeBlocks(text, next.map(blockOf))
      return
    }
    const lines = {
      before: old.slice(first, oldEnd).map(blockOf),
      after: next.slice(first, nextEnd).map(blockOf),
    }
    writeLines(text, { ...lines, at, where, toEnd: false })
  }, ownChange)
}

function lengthOf(lines: readonly Line[]): number {
  const last = lines.at(-1)
  return last ? last.place + last.node.content.size : 0
}

type Delta = Y.YTextEvent['delta']

function showNote(view: EditorView, text: Y.Text, delta: Delta, toChange: boolean): void {
  const { state } = view
  const old = linesOf(state.doc)
  const doc = docOf(state.schema, readBlocks(text))
  const [anchor, head] = [state.selection.anchor, state.selection.head].map((pos) =>
    movedPlace(placeOf(old, pos), delta, toChange),
  )
  const transaction = replaceChanged(state, doc)
  if (!transaction) return
  const lines = linesOf(transaction.doc)
  const at = (place = 0) =>
    transaction.doc.resolve(Math.min(positionOf(lines, place), transaction.doc.content.size))
  if (view.hasFocus() || toChange) transaction.setSelection(TextSelection.between(at(anchor), at(head)))
  view.dispatch(transaction.setMeta(key, fromNote).setMeta('addToHistory', false))
}

/** Replaces the blocks that differ, so that the rest of the page stays as it is. */
function replaceChanged(state: EditorState, doc: PmNode): Transaction | null {
  const now = state.doc
  let first = 0
  while (first < now.childCount && first < doc.childCount && now.child(first).eq(doc.child(first))) first += 1
  let [endNow, endDoc] = [now.childCount, doc.childCount]
  while (endNow > first && endDoc > first && now.child(endNow - 1).eq(doc.child(endDoc - 1))) {
    endNow -= 1
    endDoc -= 1
  }
  if (first === endNow && first === endDoc) return null
  const offset = (node: PmNode, index: number) => {
    let size = 0
    for (let at = 0; at < index; at += 1) size += node.child(at).nodeSize
    return size
  }
  const fresh = Array.from({ length: endDoc - first }, (_, at) => doc.child(first + at))
  return state.tr.replaceWith(offset(now, first), offset(now, endNow), fresh)
}

/** Where a place of the text is after a change from elsewhere; after an undo the cursor goes to what it changed. */
function movedPlace(place: number, delta: Delta, toChange: boolean): number {
  let [read, moved] = [0, place]
  let changedAt: number | null = null
  for (const { retain, insert, delete: gone } of delta) {
    if (retain !== undefined) read += retain
    if (insert !== undefined) {
      const length = typeof insert === 'string' ? insert.length : 1
      if (read < moved) moved += length
      read += length
      changedAt = read
    }
    if (gone !== undefined) {
      if (read < moved) moved = Math.max(read, moved - gone)
      changedAt = read
    }
  }
  return toChange ? (changedAt ?? moved) : moved
}
