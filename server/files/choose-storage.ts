import { join } from 'node:path'
import { diskStorage } from './disk-storage.ts'
import type { FileStorage } from './file-storage.ts'
import { s3Storage } from './s3-storage.ts'

type Environment = Readonly<Record<string, string | undefined>>

export interface StorageChoice {
  /** The server's own folder; files stand in it unless said otherwise. */
  readonly dataDir: string
  readonly filesDir?: string | undefined
}

/**
 * The storage that an installation chose: a bucket when `OUTPOST_S3_BUCKET` is set, else a folder.
 * @throws when a bucket is named without what reaching it takes
 */
export function chooseStorage({ dataDir, filesDir }: StorageChoice, environment: Environment): FileStorage {
  const bucket = environment.OUTPOST_S3_BUCKET
  if (!bucket) return diskStorage(filesDir ?? join(dataDir, 'files'))
  if (filesDir) throw new Error('Choose one: --files, or OUTPOST_S3_BUCKET.')
  const endpoint = environment.OUTPOST_S3_ENDPOINT ?? null
  return s3Storage({
    bucket,
    endpoint,
    region: environment.OUTPOST_S3_REGION ?? 'us-east-1',
    accessKeyId: wanted(environment, 'OUTPOST_S3_ACCESS_KEY_ID'),
    secretAccessKey: wanted(environment, 'OUTPOST_S3_SECRET_ACCESS_KEY'),
    pathStyle: (environment.OUTPOST_S3_PATH_STYLE ?? (endpoint ? '1' : '0')) === '1',
  })
}

function wanted(environment: Environment, name: string): string {
  const value = environment[name]
  if (!value) throw new Error(`${name} is missing; OUTPOST_S3_BUCKET needs it.`)
  return value
}
