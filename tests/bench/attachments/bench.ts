import { type ChildProcess, fork } from 'node:child_process'
import { open } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Upload } from 'tus-js-client'
import { uploadChunk } from '#shared/sync/files-protocol.ts'
import { say } from '../../../scripts/command-line.ts'
import {
  type AfterKill,
  killClientWhileUploading,
  killServerWhileUploading,
} from '../../support/upload-kills.ts'
import { type BigFile, type UploadScene, uploadScene } from '../../support/upload-scene.ts'

interface Comparison {
  readonly bytes: number
  readonly files: number
  /** Middle of the rounds. */
  readonly outpostSeconds: number
  readonly rawSeconds: number
  readonly outpostMiBPerSecond: number
  readonly rawMiBPerSecond: number
  /** Outpost's throughput as a part of raw tus's in the same run; 1 is as fast. */
  readonly ratio: number
}

export interface AttachmentResults {
  readonly at: string
  readonly machine: {
    readonly cpus: number
    readonly model: string
    readonly memoryMiB: number
    readonly node: string
  }
  readonly rounds: number
  readonly chunkBytes: number
  readonly large: Comparison
  readonly small: Comparison
  readonly download: { readonly seconds: number; readonly MiBPerSecond: number; readonly isEqual: boolean }
  readonly killedServer: AfterKill & { readonly seconds: number }
  readonly killedClient: AfterKill & { readonly seconds: number }
}

const smallFiles = 60
const smallBytes = 400_000
const chunkBytes = uploadChunk.most

/**
 * Measures uploads to a real server process (rights, record, running hash, check of the content, durable storage)
 * against plain tus on the same loopback, by turns; then kills server and laptop in the middle of one.
 */
export async function benchAttachments(options: {
  readonly sizeMiB: number
  readonly rounds: number
}): Promise<AttachmentResults> {
  const scene = await uploadScene()
  const raw = await rawServer(scene.folder)
  try {
    say(`uploading ${options.sizeMiB} MiB, ${options.rounds} rounds, by turns`)
    const large = await compare(scene, raw.url, options.rounds, [options.sizeMiB * 1_048_576])
    say(`uploading ${smallFiles} files of ${smallBytes} bytes`)
    const small = await compare(
      scene,
      raw.url,
      options.rounds,
      Array.from({ length: smallFiles }, () => smallBytes),
    )
    const size = options.sizeMiB * 1_048_576
    const file = await scene.file('kill.jpg', size)
    say('killing the server in the middle of an upload')
    const killedServer = await timed(() => killServerWhileUploading(scene, file))
    say('killing the laptop in the middle of an upload')
    const other = await scene.file('kill-too.jpg', size)
    const killedClient = await timed(() => killClientWhileUploading(scene, other))
    const results: AttachmentResults = {
      at: new Date().toISOString(),
      machine: {
        cpus: cpus().length,
        model: cpus()[0]?.model ?? '',
        memoryMiB: Math.round(totalmem() / 1_048_576),
        node: process.versions.node,
      },
      rounds: options.rounds,
      chunkBytes,
      large,
      small,
      download: await download(scene, other),
      killedServer,
      killedClient,
    }
    print(results)
    return results
  } finally {
    raw.child.disconnect()
    await scene.close()
  }
}

async function compare(
  scene: UploadScene,
  rawUrl: string,
  rounds: number,
  sizes: readonly number[],
): Promise<Comparison> {
  const [ours, theirs]: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    const files: { file: BigFile; id: string }[] = []
    for (const [index, size] of sizes.entries()) {
      const file = await scene.file(`${index}.jpg`, size)
      files.push({ file, id: await scene.record(file) })
    }
    const outpost = () =>
      timed(async () => {
        for (const { file, id } of files) await upload(scene.url(), file, { id, token: scene.device.token })
      })
    const plain = () =>
      timed(async () => {
        for (const { file } of files) await upload(rawUrl, file, null)
      })
    // Whoever comes first finds the file colder and the disk emptier: by turns.
    const order = round % 2 === 0 ? [plain, outpost] : [outpost, plain]
    for (const run of order) (run === outpost ? ours : theirs).push((await run()).seconds)
    for (const { id } of files)
      if ((await scene.state(id)) !== 'available')
        throw new Error('an upload of the measurement did not arrive')
  }
  const bytes = sizes.reduce((sum, size) => sum + size, 0)
  const [outpostSeconds, rawSeconds] = [middle(ours), middle(theirs)]
  const rate = (seconds: number) => bytes / 1_048_576 / seconds
  return {
    bytes,
    files: sizes.length,
    outpostSeconds,
    rawSeconds,
    outpostMiBPerSecond: rate(outpostSeconds),
    rawMiBPerSecond: rate(rawSeconds),
    ratio: rawSeconds / outpostSeconds,
  }
}

/** One upload as the laptop does it: read piece by piece, sent in parts. */
async function upload(url: string, file: BigFile, to: { id: string; token: string } | null): Promise<void> {
  const handle = await open(file.path)
  try {
    await new Promise<void>((done, fail) => {
      const { size, sha256 } = file
      new Upload(handle.createReadStream({ autoClose: false }), {
        endpoint: `${url}/files`,
        headers: to ? { authorization: `Bearer ${to.token}` } : {},
        metadata: to ? { attachment: to.id, sha256, size: String(size) } : {},
        uploadSize: size,
        chunkSize: chunkBytes,
        retryDelays: null,
        storeFingerprintForResuming: false,
        onError: fail,
        onSuccess: () => done(),
      }).start()
    })
  } finally {
    await handle.close()
  }
}

async function download(scene: UploadScene, file: BigFile): Promise<AttachmentResults['download']> {
  const id = await scene.record(file)
  await upload(scene.url(), file, { id, token: scene.device.token })
  const { seconds, digest } = await timed(async () => ({ digest: await scene.digest(id) }))
  return { seconds, MiBPerSecond: file.size / 1_048_576 / seconds, isEqual: digest === file.sha256 }
}

async function timed<T>(work: () => Promise<T>): Promise<T & { seconds: number }> {
  const start = performance.now()
  const result = await work()
  return { ...result, seconds: (performance.now() - start) / 1000 } as T & { seconds: number }
}

const middle = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0

async function rawServer(folder: string): Promise<{ url: string; child: ChildProcess }> {
  const child = fork(fileURLToPath(new URL('./raw-server.ts', import.meta.url)), [join(folder, 'raw')])
  const url = await new Promise<string>((found, fail) => {
    child.once('message', (message) => found(String(message)))
    child.once('exit', () => fail(new Error('the plain server did not start')))
  })
  return { url, child }
}

function print({
  machine,
  large,
  small,
  download: down,
  killedServer,
  killedClient,
}: AttachmentResults): void {
  console.log(`\n${machine.cpus} x ${machine.model}, Node ${machine.node}`)
  for (const { files, bytes, outpostSeconds, rawSeconds, outpostMiBPerSecond, rawMiBPerSecond, ratio } of [
    large,
    small,
  ])
    console.log(
      `${files} x ${(bytes / files / 1_048_576).toFixed(1)} MiB: Outpost ${outpostSeconds.toFixed(2)} s (${outpostMiBPerSecond.toFixed(0)} MiB/s), ` +
        `raw tus ${rawSeconds.toFixed(2)} s (${rawMiBPerSecond.toFixed(0)} MiB/s), ratio ${ratio.toFixed(2)}`,
    )
  console.log(`download: ${down.MiBPerSecond.toFixed(0)} MiB/s, hash ${down.isEqual ? 'equal' : 'DIFFERS'}`)
  for (const [who, after] of Object.entries({ server: killedServer, laptop: killedClient }))
    console.log(
      `${who} killed: went on at ${(after.resumedAt / 1_048_576).toFixed(0)} MiB, ${after.state}, hash ${after.isEqual ? 'equal' : 'DIFFERS'}`,
    )
}
