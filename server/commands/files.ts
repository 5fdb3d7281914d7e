import { AdministrationError } from '../administration/publish.ts'
import { bytesInWords, bytesOf } from '../files/bytes-in-words.ts'
import { chooseStorage } from '../files/choose-storage.ts'
import type { FileStorage } from '../files/file-storage.ts'
import { tidyFiles } from '../files/housekeeping.ts'
import { setQuota, spaceOf } from '../files/quota.ts'
import type { Call, Values } from './call.ts'

/** The storage that a command's options and the environment name. @throws AdministrationError when they name none */
export function storageOf(values: Values): FileStorage {
  try {
    return chooseStorage({ dataDir: values.data ?? '.data/server', filesDir: values.files }, process.env)
  } catch (error) {
    throw new AdministrationError(error instanceof Error ? error.message : String(error))
  }
}

/** Shows the organisation's space for files, or sets it. */
export async function quota({ db, rest, print }: Call): Promise<void> {
  const [wanted] = rest
  if (wanted !== undefined) {
    const bytes = wanted === 'default' ? null : bytesOf(rest.join(' '))
    if (bytes === undefined)
      throw new AdministrationError(
        'The space for files is a size such as 200GB or 1.5TB, or the word default.',
      )
    await setQuota(db, bytes)
  }
  const space = await spaceOf(db)
  print(`Files may take ${bytesInWords(space.quota)}.`)
  print(`They take ${bytesInWords(space.used)}; ${bytesInWords(space.free)} are free.`)
  if (space.used > space.quota) print('That is more than they may: nothing can be sent until there is room.')
}

/** Lets go of files that nobody needs. */
export async function pruneFiles({ db, values, print }: Call): Promise<void> {
  const { expired, released } = await tidyFiles(db, storageOf(values), Date.now())
  if (expired > 0) print(`${expired} uploads that nobody went on with.`)
  if (released > 0) print(`${released} files that no attachment has named for long.`)
}
