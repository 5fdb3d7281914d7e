import { parentPort } from 'node:worker_threads'
import { AppError } from '#shared/contract/errors.ts'
import { ImportReader } from './reader.ts'
import type { ReaderReply, ReaderRequest } from './reader-calls.ts'

const reader = new ImportReader()

/** Entry of the thread that reads a file: one question after the other. */
parentPort?.on('message', async ({ id, method, input }: ReaderRequest) => {
  parentPort?.postMessage(await answer(id, () => reader[method](input as never)))
})

async function answer(id: number, work: () => unknown): Promise<ReaderReply> {
  try {
    return { id, ok: true, value: await work() }
  } catch (error) {
    const cause = error instanceof Error ? String(error.cause ?? error.stack) : String(error)
    if (error instanceof AppError) return { id, ok: false, code: error.code, details: error.details, cause }
    return { id, ok: false, code: 'internal', details: {}, cause }
  }
}
