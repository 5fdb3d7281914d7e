import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { recentFailure, rootCause } from '../../../scripts/electron-official.ts'

const hour = 60 * 60 * 1000

describe('A blocked download of Electron', () => {
  const failure = { at: '2026-03-02T08:00:00.000Z', source: 'GitHub', reason: 'the host cannot be reached' }
  const failedAt = Date.parse(failure.at)
  let folder: string
  let memory: string

  beforeEach(async () => {
    vi.stubEnv('ELECTRON_MIRROR', '')
    vi.stubEnv('npm_config_electron_mirror', '')
    folder = await mkdtemp(join(tmpdir(), 'outpost-memory-'))
    memory = join(folder, 'failed.json')
    await writeFile(memory, JSON.stringify(failure))
  })

  afterEach(async () => {
    vi.unstubAllEnvs()
    await rm(folder, { recursive: true })
  })

  it('is not waited for again on the same day', async () => {
    expect(await recentFailure(memory, failedAt + 23 * hour)).toEqual(failure)
  })

  it('is tried again after a day', async () => {
    expect(await recentFailure(memory, failedAt + 25 * hour)).toBeUndefined()
  })

  it('is tried again at once when the user names a mirror', async () => {
    vi.stubEnv('ELECTRON_MIRROR', 'https://mirror.example/electron/')
    expect(await recentFailure(memory, failedAt + hour)).toBeUndefined()
  })

  it('is tried again when what was remembered cannot be read', async () => {
    await writeFile(memory, '{"at":')
    expect(await recentFailure(memory, failedAt + hour)).toBeUndefined()
  })

  it('is explained in words instead of a stack', () => {
    expect(rootCause('TypeError: fetch failed\n    at node:internal/deps/undici\n')).toBe(
      'the host cannot be reached',
    )
    expect(rootCause('HTTPError: Response code 404 (Not Found)\n    at get (x.js:1:1)')).toBe(
      'Response code 404 (Not Found)',
    )
    expect(rootCause('')).toBe('no reason given')
  })
})
