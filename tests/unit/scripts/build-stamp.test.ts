import { mkdir, mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isUpToDate, sourceStamp } from '../../../scripts/build-stamp.ts'

describe('The build', () => {
  let root: string
  const stamp = () => sourceStamp(root, ['renderer', 'package.json', 'absent'])

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'outpost 构建 '))
    await mkdir(join(root, 'renderer', 'app'), { recursive: true })
    await writeFile(join(root, 'package.json'), '{}')
    await writeFile(join(root, 'renderer', 'app', 'App.tsx'), 'one')
    await writeFile(join(root, 'unrelated.md'), 'one')
  })

  afterEach(() => rm(root, { recursive: true }))

  it('is skipped when nothing changed, even when files were touched', async () => {
    const before = await stamp()
    await utimes(join(root, 'package.json'), new Date(0), new Date(0))
    await writeFile(join(root, 'unrelated.md'), 'two')
    expect(await stamp()).toBe(before)
  })

  it('runs again when a source was edited, added, renamed or removed', async () => {
    const app = join(root, 'renderer', 'app', 'App.tsx')
    const stamps = [await stamp()]
    await writeFile(app, 'two')
    stamps.push(await stamp())
    await writeFile(join(root, 'renderer', 'new.ts'), '')
    stamps.push(await stamp())
    await rename(app, join(root, 'renderer', 'app', 'Application.tsx'))
    stamps.push(await stamp())
    await rm(join(root, 'renderer', 'app'), { recursive: true })
    stamps.push(await stamp())
    expect(new Set(stamps).size).toBe(5)
  })

  it('runs again when its result was deleted or belongs to other sources', async () => {
    const result = join(root, 'index.cjs')
    const stampFile = join(root, 'build-stamp')
    await writeFile(result, '')
    await writeFile(stampFile, 'a')
    expect(await isUpToDate(stampFile, 'a', [result])).toBe(true)
    expect(await isUpToDate(stampFile, 'b', [result])).toBe(false)
    await rm(result)
    expect(await isUpToDate(stampFile, 'a', [result])).toBe(false)
  })
})
