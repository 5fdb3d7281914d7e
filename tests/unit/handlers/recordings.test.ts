import { randomBytes } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { withDuration } from '#shared/domain/webm.ts'
import { type Office, openOffice } from '../../support/test-office.ts'

let office: Office
beforeEach(async () => {
  office = await openOffice()
})
afterEach(() => office.close())

const owner = uuidv7()
const begin = async (more: object = {}) => {
  const id = uuidv7()
  const values = { ownerTable: 'visits', ownerId: owner, confidentiality: 'internal', name: '录音.webm' }
  await office.call('recordings.begin', { id, ...values, ...more } as never)
  return id
}
const append = (id: string, number: number, sound: Uint8Array<ArrayBuffer>) =>
  office.call('recordings.append', { id, number, sound, durationMs: (number + 1) * 2000 })

describe('a recording', () => {
  it('is kept piece by piece, becomes one attachment however often it is ended, and says how long it is', async () => {
    const id = await begin()
    const later = [randomBytes(9000), randomBytes(70_000)].map((bytes) => new Uint8Array(bytes))
    await append(id, 0, streamed)
    for (const [index, sound] of later.entries()) {
      await append(id, index + 1, sound)
      // Its answer was lost, it comes again.
      await append(id, index + 1, sound)
    }
    expect(await office.call('recordings.unfinished', {})).toMatchObject([{ id, durationMs: 6000 }])
    expect(await office.call('recordings.finish', { id })).toEqual({ id })
    expect(await office.call('recordings.finish', { id })).toEqual({ id })
    expect(await office.call('recordings.unfinished', {})).toEqual([])
    const files = await office.call('attachments.list', { ownerTable: 'visits', ownerId: owner })
    expect(files).toMatchObject([
      { id, kind: 'audio', mime: 'audio/webm', durationMs: 6000, name: '录音.webm' },
    ])
    const { bytes } = await office.call('attachments.read', { id, start: 0, end: 100_000 })
    const whole = Buffer.concat([withDuration(streamed, 6000), ...later])
    expect(Buffer.from(bytes).equals(whole)).toBe(true)
  })

  it('refuses a piece out of its place, and one without sound is not offered', async () => {
    const id = await begin()
    expect(await office.call('recordings.unfinished', {})).toEqual([])
    const ask = { id, number: 1, sound: streamed, durationMs: 4000 }
    expect(await office.ask('recordings.append', ask)).toMatchObject({ ok: false, code: 'file/interrupted' })
    expect(await office.ask('recordings.finish', { id })).toMatchObject({ ok: false, code: 'file/empty' })
    await office.call('recordings.discard', { id })
    expect(await office.ask('recordings.finish', { id })).toMatchObject({
      ok: false,
      code: 'record/not-found',
    })
  })

  it('keeps its waveform on this device', async () => {
    const id = await begin()
    await append(id, 0, streamed)
    await office.call('recordings.finish', { id })
    expect(await office.call('recordings.waveform', { id })).toBeNull()
    const peaks = Uint8Array.from([0, 128, 255])
    await office.call('recordings.keepWaveform', { id, peaks })
    expect(await office.call('recordings.waveform', { id })).toEqual({ peaks })
  })
})

/** The beginning that a streaming recorder writes: a segment and clusters of unknown size, no duration. */
const streamed = Uint8Array.from([
  ...[0x1a, 0x45, 0xdf, 0xa3, 0x87, 0x42, 0x82, 0x84, 0x77, 0x65, 0x62, 0x6d],
  ...[0x18, 0x53, 0x80, 0x67, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  ...[0x15, 0x49, 0xa9, 0x66, 0x87, 0x2a, 0xd7, 0xb1, 0x83, 0x0f, 0x42, 0x40],
  ...[0x16, 0x54, 0xae, 0x6b, 0x83, 0xae, 0x81, 0x00],
  ...[0x1f, 0x43, 0xb6, 0x75, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xe7, 0x81, 0x00],
])

describe('the length of a streamed recording', () => {
  const longer = withDuration(streamed, 12_345)

  it('is written where players look for it, and all else stays', () => {
    const at = Buffer.from(longer).indexOf(Buffer.from([0x44, 0x89, 0x88]))
    expect(new DataView(longer.buffer).getFloat64(at + 3)).toBe(12_345)
    const tail = streamed.subarray(36)
    expect(longer.subarray(longer.length - tail.length)).toEqual(tail)
    // The part that holds it says its new size: seven bytes that were there and eleven more.
    expect([...longer.subarray(28, 32)]).toEqual([0x10, 0, 0, 18])
  })

  it('is written once, and never into what is no such file', () => {
    expect(withDuration(longer, 99)).toBe(longer)
    for (const other of [new Uint8Array(), streamed.subarray(0, 30), new Uint8Array(500).fill(0xff)])
      expect(withDuration(other, 99)).toBe(other)
    for (let cut = 0; cut < streamed.length; cut += 1)
      expect(() => withDuration(streamed.subarray(0, cut), 99)).not.toThrow()
  })
})
