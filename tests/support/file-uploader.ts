import { createReadStream, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { type PreviousUpload, Upload, type UrlStorage } from 'tus-js-client'

/**
 * Uploads a file as a laptop does, in a process of its own that a test can end at any moment. What it began is
 * remembered in a file, and the next one goes on with it. Prints JSON lines.
 */
const [endpoint = '', token = '', metadata = '{}', file = '', memory = '', chunk = '4194304'] =
  process.argv.slice(2)
const print = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`)

/** What was begun, in a file that outlives the process. */
function rememberedIn(path: string): UrlStorage {
  const all = (): PreviousUpload[] => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : [])
  return {
    findAllUploads: async () => all(),
    findUploadsByFingerprint: async () => all(),
    removeUpload: async () => writeFileSync(path, '[]'),
    addUpload: async (fingerprint, begun) => {
      writeFileSync(path, JSON.stringify([{ ...begun, urlStorageKey: fingerprint }]))
      return fingerprint
    },
  }
}

let isFirst = true
const upload = new Upload(createReadStream(file), {
  endpoint,
  headers: { authorization: `Bearer ${token}` },
  metadata: JSON.parse(metadata),
  uploadSize: statSync(file).size,
  chunkSize: Number(chunk),
  urlStorage: rememberedIn(memory),
  retryDelays: [0, 100, 200, 300, 500, 1000, 1000, 2000, 2000, 3000, 3000, 5000],
  onProgress: (sent) => {
    print(isFirst ? { from: sent } : { sent })
    isFirst = false
  },
  onShouldRetry: (error) => {
    print({ retry: error.originalResponse?.getStatus() ?? null })
    // What came from here on begins at the offset that the server names.
    isFirst = true
    return true
  },
  onError: (error) => {
    print({ error: error.message })
    process.exitCode = 1
  },
  onSuccess: () => print({ done: true }),
})
const [previous] = await upload.findPreviousUploads()
if (previous) upload.resumeFromPreviousUpload(previous)
upload.start()
