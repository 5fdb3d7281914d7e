import { randomBytes } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { AppError } from '#shared/contract/errors.ts'
import { onDisk, type SealedReader } from './sealed-file.ts'

const pieceBytes = 1024 * 1024

/** Writes a readable copy to the place that a person chose, whole or not at all. @throws AppError file/unwritable, store/disk-full */
export async function writeOut(reader: SealedReader, path: string): Promise<void> {
  const aside = `${path}.${randomBytes(4).toString('hex')}.tmp`
  try {
    const handle = await open(aside, 'wx')
    try {
      for (let at = 0; at < reader.size; at += pieceBytes)
        await onDisk(handle.appendFile(await reader.read(at, at + pieceBytes)))
      await onDisk(handle.sync())
    } finally {
      await handle.close()
    }
    await rename(aside, path)
  } catch (error) {
    await rm(aside, { force: true }).catch(() => undefined)
    throw error instanceof AppError ? error : new AppError('file/unwritable', {}, { cause: error })
  }
}
