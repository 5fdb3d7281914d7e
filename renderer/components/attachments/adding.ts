import { create } from 'zustand'
import type { AppError } from '#shared/contract/errors.ts'
import { appError } from '../../lib/client.ts'
import { newId } from '../../lib/ids.ts'
import { type AttachmentOwner, addAttachment, type NewFile } from './add-attachment.ts'

/** A file on its way into the store, or one that did not get there. */
export interface AddingFile {
  readonly key: string
  readonly ownerId: string
  readonly name: string
  /** 0 to 1. */
  readonly share: number
  readonly error: AppError | null
}

/** Files being added, on whatever page they were dropped: leaving the page does not stop them. */
export const useAdding = create<{ readonly files: readonly AddingFile[] }>()(() => ({ files: [] }))

let line: Promise<unknown> = Promise.resolve()

/**
 * Adds files one after the other. One that cannot be added stays in the list with its reason; the others go on.
 * @returns how many were added, when all are through
 */
export async function addFiles(owner: AttachmentOwner, files: readonly NewFile[]): Promise<number> {
  const entries = files.map((given) => ({ key: newId(), given }))
  useAdding.setState((state) => ({
    files: [
      ...state.files,
      ...entries.map(({ key, given }) => ({
        key,
        ownerId: owner.id,
        name: given.name,
        share: 0,
        error: null,
      })),
    ],
  }))
  let added = 0
  const work = line.then(async () => {
    for (const { key, given } of entries) {
      try {
        const id = await addAttachment(owner, given, (share) => change(key, { share }))
        if (id !== undefined) added += 1
        forgetAdding(key)
      } catch (thrown) {
        change(key, { error: appError(thrown) })
      }
    }
  })
  line = work
  await work
  return added
}

function change(key: string, values: Partial<AddingFile>): void {
  useAdding.setState((state) => ({
    files: state.files.map((file) => (file.key === key ? { ...file, ...values } : file)),
  }))
}

/** Takes a file off the list of those being added. */
export function forgetAdding(key: string): void {
  useAdding.setState((state) => ({ files: state.files.filter((file) => file.key !== key) }))
}

/** Files of a drop or a paste; a picture from the clipboard gets a name that tells when it came. */
export function filesOf(data: DataTransfer | null, pastedName: (number: number) => string): NewFile[] {
  return Array.from(data?.files ?? []).map((file, index) => ({
    file,
    name:
      file.name === '' || /^image\.(png|jpe?g|webp)$/.test(file.name)
        ? nameWithEnding(pastedName(index + 1), file)
        : file.name,
  }))
}

function nameWithEnding(name: string, { type }: Blob): string {
  const ending = /^image\/(png|jpeg|webp|gif)$/.exec(type)?.[1]?.replace('jpeg', 'jpg')
  return ending === undefined ? name : `${name}.${ending}`
}
