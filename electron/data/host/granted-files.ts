import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { AppError } from '#shared/contract/errors.ts'
import { writeDurably } from '../durable-write.ts'

const largestFile = 100 * 1024 * 1024

/** Files that the user chose in a dialog of the system. A call names one by its token and reaches no other. */
export interface GrantedFiles {
  /** The file's name without its folder. @throws AppError file/not-granted */
  readonly nameOf: (token: string) => string
  /** Where a chosen file or folder lies, for work on what is too large for memory. @throws AppError file/not-granted */
  readonly pathOf: (token: string, mode: 'read' | 'write') => string
  /** @throws AppError file/not-granted, file/too-large (over 100 MB), file/unreadable */
  readonly read: (token: string) => Uint8Array
  /** Puts the content in the chosen place, whole or not at all. @throws AppError file/not-granted, file/unwritable */
  readonly write: (token: string, content: Uint8Array) => void
}

export interface FileGrants extends GrantedFiles {
  readonly grant: (token: string, path: string, mode: 'read' | 'write') => void
}

/** The files granted to the windows of this process; none at first. */
export function fileGrants(): FileGrants {
  const granted = new Map<string, { readonly path: string; readonly mode: 'read' | 'write' }>()
  const pathOf = (token: string, mode?: 'read' | 'write'): string => {
    const known = granted.get(token)
    if (!known || (mode && known.mode !== mode)) throw new AppError('file/not-granted')
    return known.path
  }
  return {
    grant: (token, path, mode) => granted.set(token, { path, mode }),
    nameOf: (token) => basename(pathOf(token)),
    pathOf,
    read: (token) => {
      const path = pathOf(token, 'read')
      try {
        if (statSync(path).size > largestFile) throw new AppError('file/too-large')
        return readFileSync(path)
      } catch (error) {
        throw error instanceof AppError ? error : new AppError('file/unreadable', {}, { cause: error })
      }
    },
    write: (token, content) => {
      const path = pathOf(token, 'write')
      try {
        writeDurably(path, content)
      } catch (error) {
        throw new AppError('file/unwritable', {}, { cause: error })
      }
    },
  }
}
