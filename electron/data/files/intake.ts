import { v7 as uuidv7 } from 'uuid'
import { AppError } from '#shared/contract/errors.ts'
import { largestAttachment } from '#shared/domain/attachments.ts'
import type { FileCabinet, Incoming } from './cabinet.ts'
import { type FileType, lookedAt, typeOfFile } from './file-type.ts'

/** A window that ended in the middle says nothing any more. */
const forgottenAfterMs = 10 * 60_000

export interface TakenIn extends FileType {
  readonly sha256: string
  readonly size: number
}

/** Files that the window is handing over, piece by piece. */
export interface Intakes {
  /** @throws AppError file/too-large, file/empty, store/disk-full */
  readonly begin: (name: string, size: number) => Promise<string>
  /** @throws AppError file/interrupted for a piece out of its place, file/type-refused, store/disk-full */
  readonly append: (intake: string, at: number, bytes: Uint8Array) => Promise<void>
  /** Puts the whole file durably under its hash. @throws AppError file/interrupted when not all of it came */
  readonly store: (intake: string) => Promise<TakenIn>
  readonly cancel: (intake: string) => Promise<void>
  readonly cancelAll: () => Promise<void>
}

interface Open {
  readonly name: string
  readonly size: number
  readonly incoming: Incoming
  head: Buffer
  type: FileType | null
  busy: boolean
  timer: ReturnType<typeof setTimeout>
}

/** The files that windows are handing in, piece by piece, into this cabinet. */
export function openIntakes(cabinet: FileCabinet): Intakes {
  const open = new Map<string, Open>()
  const take = (intake: string): Open => {
    const known = open.get(intake)
    if (!known || known.busy) throw new AppError('file/interrupted')
    clearTimeout(known.timer)
    known.timer = setTimeout(() => void cancel(intake), forgottenAfterMs)
    known.timer.unref()
    return known
  }
  const cancel = async (intake: string): Promise<void> => {
    const known = open.get(intake)
    open.delete(intake)
    if (!known) return
    clearTimeout(known.timer)
    await known.incoming.drop()
  }
  /** A file that failed once is gone: nothing half is kept. */
  const orDrop = async <T>(intake: string, known: Open, work: () => Promise<T>): Promise<T> => {
    known.busy = true
    try {
      return await work()
    } catch (error) {
      await cancel(intake)
      throw error
    } finally {
      known.busy = false
    }
  }
  return {
    async begin(name, size) {
      if (size === 0) throw new AppError('file/empty')
      if (size > largestAttachment) throw new AppError('file/too-large')
      const incoming = await cabinet.receive(size)
      const intake = uuidv7()
      const timer = setTimeout(() => void cancel(intake), forgottenAfterMs)
      timer.unref()
      open.set(intake, { name, size, incoming, head: Buffer.alloc(0), type: null, busy: false, timer })
      return intake
    },
    async append(intake, at, bytes) {
      const known = take(intake)
      await orDrop(intake, known, async () => {
        if (known.incoming.size() !== at || at + bytes.length > known.size)
          throw new AppError('file/interrupted')
        if (known.type === null && known.head.length < lookedAt)
          known.head = Buffer.concat([known.head, bytes.subarray(0, lookedAt - known.head.length)])
        // A program is refused before the rest of it travels.
        if (known.type === null && (known.head.length === lookedAt || known.head.length === known.size))
          known.type = await typeOfFile(known.name, known.head)
        await known.incoming.append(bytes)
      })
    },
    async store(intake) {
      const known = take(intake)
      return orDrop(intake, known, async () => {
        const { type } = known
        if (known.incoming.size() !== known.size || type === null) throw new AppError('file/interrupted')
        const whole = await known.incoming.store()
        clearTimeout(known.timer)
        open.delete(intake)
        return { ...whole, ...type }
      })
    },
    cancel,
    cancelAll: async () => {
      for (const intake of [...open.keys()]) await cancel(intake)
    },
  }
}
