import { createHash, randomBytes } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import type { AttachmentRow, FileState } from '#shared/contract/attachments.ts'
import type { CallName, Input, Output } from '#shared/contract/index.ts'

/** A data host as a window sees it. */
interface Host {
  readonly value: <N extends CallName>(name: N, input: Input<N>) => Promise<Output<N>>
}

const pieceBytes = 1024 * 1024

/** Content that begins as a JPEG does and holds a word to look for. */
export function photoBytes(size: number, word = ''): Buffer {
  const bytes = randomBytes(size)
  Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex').copy(bytes)
  if (word !== '') Buffer.from(word).copy(bytes, Math.floor(size / 2))
  return bytes
}

/** Attaches a file as the window does, piece by piece. @returns the attachment's id */
export async function attach(
  host: Host,
  owner: { readonly table: string; readonly id: string; readonly tripId?: string },
  file: { readonly name: string; readonly bytes: Uint8Array },
): Promise<string> {
  const { name, bytes } = file
  const { intake } = await host.value('attachments.begin', { name, size: bytes.length })
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    const piece = new Uint8Array(bytes.subarray(at, at + pieceBytes))
    await host.value('attachments.append', { intake, at, bytes: piece })
  }
  const { id } = await host.value('attachments.finish', {
    intake,
    replaces: null,
    attachment: {
      id: uuidv7(),
      ownerTable: owner.table,
      ownerId: owner.id,
      tripId: owner.tripId ?? null,
      name,
      confidentiality: 'internal',
    },
  })
  return id
}

/** Waits until a file is in one of these states. */
export async function untilFile(
  host: Host,
  id: string,
  states: readonly FileState[],
  patienceMs = 30_000,
): Promise<AttachmentRow> {
  const end = Date.now() + patienceMs
  for (let last = 'absent'; ; ) {
    const row = await host.value('attachments.get', { id })
    if (row && states.includes(row.file.state)) return row
    last = JSON.stringify(row?.file)
    if (Date.now() > end) throw new Error(`not ${states.join(' or ')} but ${last}`)
    await new Promise((resolve) => setTimeout(resolve, 15))
  }
}

/** SHA-256 of a file as the host hands it out. */
export async function digestOf(host: Host, id: string): Promise<string> {
  const hash = createHash('sha256')
  for (let at = 0, size = 1; at < size; ) {
    const piece = await host.value('attachments.read', { id, start: at, end: at + pieceBytes })
    hash.update(piece.bytes)
    at += piece.bytes.length
    size = piece.size
  }
  return hash.digest('hex')
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
