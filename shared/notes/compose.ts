import * as Y from 'yjs'
import { fromBase64 } from './base64.ts'
import { closed, plainBlock, plainText, readBlocks, textOf } from './blocks.ts'
import type { Authored, Covered, EditedNote, NoteEdit } from './note-edit.ts'
import { writeBlocks } from './write-blocks.ts'

/** A note put together from its edits. */
export interface ComposedNote {
  readonly doc: Y.Doc
  /** The generation its next edit is written upon. */
  readonly generation: string | null
  /**
   * What the document holds that no sealed edit of this generation brings: the plain note's text, and the words of
   * edits that came too late for it. Whoever writes on top sends it along; sent twice it counts once.
   */
  readonly given: Uint8Array | null
  /** What of earlier generations and of late edits is in it. */
  readonly covered: readonly Covered[]
  /** Who wrote what of the text, the first that claims a stretch being right. */
  readonly authored: readonly Authored[]
}

/**
 * Puts a note together. A pure function of the set of its edits: order, repetition and the device do not matter.
 * - A plain note's text becomes the document's first content in the same bytes on every device.
 * - Of several generations that two devices began, the least id counts. An edit that was written upon another
 *   generation and is not in the present one has its words put at the end, again in the same bytes everywhere.
 */
export function composeNote(note: EditedNote, edits: readonly NoteEdit[]): ComposedNote {
  const sorted = [...edits].sort((a, b) => (a.id < b.id ? -1 : 1))
  const current = presentGeneration(sorted)
  const generation = current?.id ?? null
  const doc = new Y.Doc()
  const authored: Authored[] = []
  const given: Uint8Array[] = []
  const own = sorted.filter((edit) => edit.kind === 'update' && edit.generation === generation)
  let ground: Uint8Array
  if (current) {
    ground = fromBase64(current.update)
    Y.applyUpdate(doc, ground)
    authored.push(...(current.authored ?? []))
  } else {
    ground = seedOf(note)
    const seedAuthors = authoredIn(ground, note.by, note.at)
    authored.push(...seedAuthors)
    // Whoever edits first sends the seed along; from then on the plain text says nothing any more.
    if (own.length === 0) {
      Y.applyUpdate(doc, ground)
      given.push(ground)
    }
  }
  const late = sorted.filter((edit) => edit.kind === 'update' && edit.generation !== generation)
  const place: LatePlace = {
    generation,
    ground: current ? ground : null,
    covered: coveredBy(current?.covers ?? []),
    repeated: late.length === 0 ? new Set() : clientsOfFolds(sorted),
  }
  for (const edit of late) {
    const fold = foldOf(edit, place)
    if (!fold) continue
    Y.applyUpdate(doc, fold)
    given.push(fold)
    authored.push(...authoredIn(fold, edit.by, edit.at))
  }
  for (const edit of own) {
    const update = fromBase64(edit.update)
    Y.applyUpdate(doc, update)
    authored.push(...authoredIn(update, edit.by, edit.at))
  }
  // The edit that brings the plain text along is not here yet, others that stand on it are.
  const missing = current ? undefined : doc.store.pendingStructs?.missing
  if (missing && [...Y.parseUpdateMeta(ground).to.keys()].some((client) => missing.has(client))) {
    Y.applyUpdate(doc, ground)
    given.push(ground)
  }
  return {
    doc,
    generation,
    covered: [...(current?.covers ?? []), ...late.flatMap(({ update }) => reachOf(fromBase64(update)))],
    given: given.length === 0 ? null : Y.mergeUpdates(given),
    authored,
  }
}

/** What a note says, as plain text. */
export const textOfNote = ({ doc }: ComposedNote): string => plainText(readBlocks(textOf(doc)))

function presentGeneration(sorted: readonly NoteEdit[]): NoteEdit | undefined {
  let current: NoteEdit | undefined
  for (;;) {
    const next = sorted.find(
      ({ id, kind, generation }) =>
        kind === 'generation' && generation === (current?.id ?? null) && id !== current?.id,
    )
    if (!next) return current
    current = next
  }
}

/** The document that a plain note's text makes: the same bytes on every device. Empty for a note without one. */
function seedOf({ id, body }: Pick<EditedNote, 'id' | 'body'>): Uint8Array {
  const doc = new Y.Doc()
  doc.clientID = clientOf(`seed ${id} ${body ?? ''}`)
  if (body) writeBlocks(textOf(doc), body.split(/\r?\n/).map(plainBlock))
  return Y.encodeStateAsUpdate(doc)
}

interface LatePlace {
  readonly generation: string | null
  /** First content of the generation, null for the very first. */
  readonly ground: Uint8Array | null
  /** What of other generations is in it already. */
  readonly covered: IsCovered
  /** Clients under which late words may already have been put in elsewhere: they are put in from their own edit. */
  readonly repeated: ReadonlySet<number>
}

const lateClient = (generation: string | null, edit: string): number =>
  clientOf(`late ${generation ?? ''} ${edit}`)

function clientsOfFolds(edits: readonly NoteEdit[]): Set<number> {
  const generations = [null, ...edits.filter(({ kind }) => kind === 'generation').map(({ id }) => id)]
  return new Set(edits.flatMap(({ id }) => generations.map((generation) => lateClient(generation, id))))
}

/** The words of an edit that the present generation does not hold, as new last lines of it; null without any. */
function foldOf(edit: NoteEdit, { generation, ground, covered, repeated }: LatePlace): Uint8Array | null {
  const words = wordsIn(fromBase64(edit.update), covered, repeated)
  if (words.trim() === '') return null
  const doc = new Y.Doc()
  doc.clientID = lateClient(generation, edit.id)
  if (ground) Y.applyUpdate(doc, ground)
  const before = Y.encodeStateVector(doc)
  textOf(doc).insert(textOf(doc).length, `\n${words}`, {})
  return Y.encodeStateAsUpdate(doc, before)
}

/** What an update puts in and does not take out again itself, a new line wherever it begins at another place. */
function wordsIn(update: Uint8Array, isCovered: IsCovered, repeated: ReadonlySet<number>): string {
  const { structs, ds } = Y.decodeUpdate(update)
  let words = ''
  let last: { readonly client: number; readonly clock: number } | null = null
  for (const struct of structs) {
    if (!(struct instanceof Y.Item) || repeated.has(struct.id.client)) continue
    const { client, clock } = struct.id
    const { content, origin } = struct
    const gone = ds.clients.get(client) ?? []
    const isKept = (at: number) => !isGone(at, gone) && !isCovered(client, at)
    const said =
      content instanceof Y.ContentString
        ? [...content.str.split('').keys()]
            .filter((at) => isKept(clock + at))
            .map((at) => content.str.charAt(at))
            .join('')
        : content instanceof Y.ContentEmbed && isKept(clock)
          ? labelOf(content.embed)
          : ''
    if (said === '') continue
    const goesOn = last !== null && origin?.client === last.client && origin.clock === last.clock
    words += words === '' || goesOn ? said : `\n${said}`
    last = { client, clock: clock + struct.length - 1 }
  }
  return words
}

interface Gone {
  readonly clock: number
  readonly len: number
}

const isGone = (clock: number, gone: readonly Gone[]): boolean =>
  gone.some((range) => clock >= range.clock && clock < range.clock + range.len)

type IsCovered = (client: number, clock: number) => boolean

function coveredBy(covers: readonly Covered[]): IsCovered {
  const byClient = new Map<number, Covered[]>()
  for (const range of covers) byClient.set(range[0], [...(byClient.get(range[0]) ?? []), range])
  return (client, clock) => byClient.get(client)?.some(([, from, to]) => clock >= from && clock < to) ?? false
}

/** The stretches that an update brings. */
function reachOf(update: Uint8Array): Covered[] {
  const { from, to } = Y.parseUpdateMeta(update)
  return [...to].map(([client, end]) => [client, from.get(client) ?? 0, end] as const)
}

/** The same stretches, joined where they meet. */
function joinedRanges(ranges: readonly Covered[]): Covered[] {
  const result: Covered[] = []
  for (const [client, from, to] of [...ranges].sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const last = result.at(-1)
    if (last && last[0] === client && from <= last[2])
      result[result.length - 1] = [client, last[1], Math.max(to, last[2])]
    else result.push([client, from, to])
  }
  return result
}

function labelOf(embed: unknown): string {
  if (typeof embed !== 'object' || embed === null) return ''
  const { mention, picture } = embed as { mention?: { label?: unknown }; picture?: { name?: unknown } }
  if (mention) return `@${String(mention.label ?? '')}`
  return picture ? `[${String(picture.name ?? '')}]` : ''
}

/** The stretches that an update brings, all by one person. */
function authoredIn(update: Uint8Array, by: string, at: string): Authored[] {
  return reachOf(update).map(([client, from, to]) => ({ client, from, to, by, at }))
}

/**
 * The note written anew into a fresh document: what was deleted is gone for good from it, and it is small again.
 * @param client of the new document, drawn at random
 */
export function beginGeneration(
  composed: ComposedNote,
  client: number,
): {
  readonly update: Uint8Array
  readonly covers: readonly Covered[]
  readonly authored: readonly Authored[]
} {
  const doc = new Y.Doc()
  doc.clientID = client
  const old = textOf(composed.doc)
  writeBlocks(textOf(doc), closed(readBlocks(old)))
  const held = [...Y.decodeStateVector(Y.encodeStateVector(composed.doc))].map(
    ([client, clock]) => [client, 0, clock] as const,
  )
  return {
    update: Y.encodeStateAsUpdate(doc),
    covers: joinedRanges([...composed.covered, ...held]),
    authored: carriedAuthors(old, textOf(doc), authorIndex(composed.authored)),
  }
}

type AuthorOf = (client: number, clock: number) => Authored | undefined

/** Finds who wrote what; of several who claim a stretch the first counts. */
export function authorIndex(authored: readonly Authored[]): AuthorOf {
  const byClient = new Map<number, Authored[]>()
  for (const span of authored) byClient.set(span.client, [...(byClient.get(span.client) ?? []), span])
  return (client, clock) => byClient.get(client)?.find(({ from, to }) => clock >= from && clock < to)
}

interface Letter {
  readonly client: number
  readonly clock: number
  readonly text: string
}

/** The visible characters of a text in order, each with its identity. */
export function* lettersOf(text: Y.Text): Generator<Letter> {
  for (let item = text._start; item !== null; item = item.right) {
    if (item.deleted || !item.countable) continue
    const { client, clock } = item.id
    if (item.content instanceof Y.ContentString) {
      const { str } = item.content
      for (let at = 0; at < str.length; at += 1) yield { client, clock: clock + at, text: str.charAt(at) }
    } else if (item.content instanceof Y.ContentEmbed)
      yield { client, clock, text: labelOf(item.content.embed) }
  }
}

function carriedAuthors(old: Y.Text, fresh: Y.Text, authorOf: AuthorOf): Authored[] {
  const spans: Authored[] = []
  const letters = lettersOf(old)
  for (const { client, clock, text } of lettersOf(fresh)) {
    let { value: from, done } = letters.next()
    // What the present version does not know was not taken over.
    while (!done && from && from.text !== text) ({ value: from, done } = letters.next())
    const author = from && authorOf(from.client, from.clock)
    if (!author) continue
    const last = spans.at(-1)
    if (last && last.to === clock && last.by === author.by && last.at === author.at)
      spans[spans.length - 1] = { ...last, to: clock + 1 }
    else spans.push({ client, from: clock, to: clock + 1, by: author.by, at: author.at })
  }
  return spans
}

/** A client's number made from a text: devices that make the same content make the same bytes. */
function clientOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) {
    hash ^= text.charCodeAt(at)
    hash = Math.imul(hash, 0x01000193)
  }
  // Mixed once more: FNV alone hardly moves its upper bits for the last letters.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) | 1) >>> 0
}
