import type { BigFile, UploadScene } from './upload-scene.ts'

export interface AfterKill {
  /** Where the upload went on after the kill, in bytes. */
  readonly resumedAt: number
  readonly state: string
  readonly isEqual: boolean
  /** What the uploading process said when it gave up, if it did. */
  readonly errors: readonly string[]
}

/** Kills the server in the middle of a request of an upload; the laptop goes on by itself when it is back. */
export async function killServerWhileUploading(scene: UploadScene, file: BigFile): Promise<AfterKill> {
  const id = await scene.record(file)
  // Large parts, so that the kill meets one under way.
  const uploading = scene.upload(id, file, { chunk: Math.ceil(file.size / 3) })
  await uploading.reached(file.size / 2)
  await scene.killServer()
  await uploading.ended
  const retried = uploading.said.findLastIndex(({ retry }) => retry !== undefined)
  const resumedAt = uploading.said.slice(retried + 1).find(({ from }) => from !== undefined)?.from ?? 0
  return outcome(scene, id, file, resumedAt, uploading.said)
}

/** Kills the uploading process; another one goes on with what the first had written down. */
export async function killClientWhileUploading(scene: UploadScene, file: BigFile): Promise<AfterKill> {
  const id = await scene.record(file)
  const first = scene.upload(id, file, { chunk: Math.ceil(file.size / 3) })
  await first.reached(file.size / 2)
  first.child.kill('SIGKILL')
  await first.ended
  const second = scene.upload(id, file)
  await second.ended
  const resumedAt = second.said.find(({ from }) => from !== undefined)?.from ?? 0
  return outcome(scene, id, file, resumedAt, second.said)
}

async function outcome(
  scene: UploadScene,
  id: string,
  file: BigFile,
  resumedAt: number,
  said: readonly { readonly error?: string }[],
): Promise<AfterKill> {
  const state = await scene.state(id)
  const errors = said.flatMap(({ error }) => (error === undefined ? [] : [error]))
  return { resumedAt, state, isEqual: (await scene.digest(id)) === file.sha256, errors }
}
