import { createReadStream, statSync } from 'node:fs'
import { FileUrlStorage, Upload } from 'tus-js-client'

/**
 * Uploads a file as a laptop does, in a process of its own that a test can end at any moment. What it began is
 * remembered in a file, and the next one goes on with it. Prints JSON lines.
 */
const [endpoint = '', token = '', metadata = '{}', file = '', memory = '', chunk = '4194304'] =
  process.argv.slice(2)
const print = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`)

let isFirst = true
const upload = new Upload(createReadStream(file), {
  endpoint,
  headers: { authorization: `Bearer ${token}` },
  metadata: JSON.parse(metadata),
  uploadSize: statSync(file).size,
  chunkSize: Number(chunk),
  urlStorage: new FileUrlStorage(memory),
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
