import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkIntegrity } from '../../../scripts/integrity.ts'

describe('A downloaded archive', () => {
  const content = 'the archive as it was published'
  const integrity = `sha512-${createHash('sha512').update(content).digest('base64')}`
  let folder: string
  let archive: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'outpost 完整 '))
    archive = join(folder, 'archive.tgz')
  })

  afterEach(() => rm(folder, { recursive: true }))

  it('is used when it is the published one', async () => {
    await writeFile(archive, content)
    await expect(checkIntegrity(archive, integrity)).resolves.toBeUndefined()
  })

  it('is refused when one byte of it changed', async () => {
    await writeFile(archive, content.replace('a', 'b'))
    await expect(checkIntegrity(archive, integrity)).rejects.toThrow('not the expected one')
  })

  it('is refused when it arrived only in part', async () => {
    await writeFile(archive, content.slice(0, -1))
    await expect(checkIntegrity(archive, integrity)).rejects.toThrow('not the expected one')
  })
})
