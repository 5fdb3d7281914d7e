import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  chunkBytes,
  createSealed,
  openSealed,
  resumeSealed,
} from '../../../electron/data/files/sealed-file.ts'

let folder: string
let path: string
const key = randomBytes(32)
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outpost 文件 '))
  path = join(folder, 'one')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function seal(content: Uint8Array, pieces = 100_000): Promise<void> {
  const writer = await createSealed(path, key)
  for (let at = 0; at < content.length; at += pieces) await writer.append(content.subarray(at, at + pieces))
  await writer.finish()
}

describe('a file on the disk', () => {
  test.each([1, chunkBytes - 1, chunkBytes, chunkBytes + 1, 3 * chunkBytes, 300_001])(
    'comes back as it was, from any place (%i bytes)',
    async (size) => {
      const content = randomBytes(size)
      await seal(content)
      const reader = await openSealed(path, key)
      expect(reader.size).toBe(size)
      expect((await reader.read(0, size)).equals(content)).toBe(true)
      const [from, to] = [Math.floor(size / 3), Math.ceil((2 * size) / 3)]
      expect((await reader.read(from, to)).equals(content.subarray(from, to))).toBe(true)
      await reader.close()
    },
  )

  test('holds nothing of its content that can be read', async () => {
    await seal(Buffer.from('会见纪要：意向投资三亿元。'.repeat(20_000)))
    expect(readFileSync(path).includes(Buffer.from('意向投资'))).toBe(false)
  })

  test('does not open with another key', async () => {
    await seal(randomBytes(1000))
    await expect(openSealed(path, randomBytes(32))).rejects.toMatchObject({ code: 'file/damaged' })
  })

  test.each([
    ['in the middle of a chunk', 100],
    ['between two chunks', chunkBytes + 16],
    ['to nothing', 10_000_000],
  ])('that was cut %s is noticed when it is opened', async (_, less) => {
    await seal(randomBytes(3 * chunkBytes))
    const { length } = readFileSync(path)
    truncateSync(path, Math.max(0, length - less))
    await expect(openSealed(path, key)).rejects.toMatchObject({ code: 'file/damaged' })
  })

  test('in which one bit changed, or two chunks changed places, is not read', async () => {
    await seal(randomBytes(3 * chunkBytes))
    const sealed = readFileSync(path)
    const changed = Buffer.from(sealed)
    changed[50_000] = (changed[50_000] ?? 0) ^ 1
    writeFileSync(path, changed)
    const one = await openSealed(path, key)
    await expect(one.read(0, 10)).rejects.toMatchObject({ code: 'file/damaged' })
    await one.close()
    const [begin, length] = [24, chunkBytes + 16]
    const swapped = Buffer.concat([
      sealed.subarray(0, begin),
      sealed.subarray(begin + length, begin + 2 * length),
      sealed.subarray(begin, begin + length),
      sealed.subarray(begin + 2 * length),
    ])
    writeFileSync(path, swapped)
    const other = await openSealed(path, key)
    await expect(other.read(0, 10)).rejects.toMatchObject({ code: 'file/damaged' })
    await other.close()
  })

  test('that was left half-way goes on after its last whole chunk, also when that one was torn', async () => {
    const content = randomBytes(4 * chunkBytes + 5)
    const begun = await createSealed(path, key)
    await begun.append(content.subarray(0, 3 * chunkBytes + 10))
    await begun.leave()
    truncateSync(path, readFileSync(path).length - 7)
    const writer = await resumeSealed(path, key)
    expect(writer.size()).toBe(2 * chunkBytes)
    await writer.append(content.subarray(writer.size()))
    await writer.finish()
    const reader = await openSealed(path, key)
    expect((await reader.read(0, reader.size)).equals(content)).toBe(true)
    await reader.close()
  })
})
