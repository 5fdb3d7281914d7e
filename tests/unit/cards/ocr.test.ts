import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readWords } from '../../../electron/data/cards/ocr.ts'
import { cardFields, linesOfWords } from '../../../shared/domain/card-lines.ts'

/** Drawn for this test: a made-up person of a made-up firm. */
const picture = readFileSync(join(import.meta.dirname, '..', '..', 'fixtures', 'cards', 'card.png'))

it('a card is read without a network, in Chinese and English', { timeout: 60_000 }, async () => {
  const words = await readWords(picture)
  const fields = cardFields(linesOfWords(words ?? []))
  expect(fields).toMatchObject({
    company: { value: '珠海样例装备有限公司' },
    name: { value: '样例庚' },
    phones: { value: ['13800138000', '0756-8888123'] },
    email: { value: 'yangli.geng@example.com' },
    website: { value: 'www.example.com' },
    address: { value: '广东省珠海市香洲区样例路88号样例大厦12层' },
  })
  await expect(readWords(new Uint8Array([1, 2, 3]))).rejects.toThrow()
})
