import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ServerDevice } from '../support/server-device.ts'
import { type TestServer, testServer } from '../support/server-organisation.ts'
import { sample } from '../support/server-samples.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server.stop())

const edit = (device: ServerDevice, noteId: string, values: Readonly<Record<string, unknown>> = {}) =>
  device.create('noteEdits', { noteId, kind: 'update', content: 'AAAA', ...values })

async function pushed(device: ServerDevice, ...ops: readonly unknown[]): Promise<void> {
  const results = await device.push(...ops)
  expect(results.filter(({ status }) => status === 'quarantined')).toEqual([])
}

describe('edits of a note', () => {
  it('are where the note is, also when they arrive with it or before it', async () => {
    const [bing, jia, yi] = [
      await server.device('bing'),
      await server.device('jia'),
      await server.device('yi'),
    ]
    const enterprise = sample.enterprise(bing)
    const note = sample.note(bing, enterprise.id)
    const [early, together, later] = [edit(bing, note.id), edit(bing, note.id), edit(bing, note.id)]
    await pushed(bing, enterprise, early)
    await jia.pull()
    expect(jia.sees('noteEdits', early.id)).toBe(false)
    await pushed(bing, note, together)
    await pushed(bing, later)
    for (const device of [jia, yi]) await device.pull()
    for (const { id } of [early, together, later]) {
      expect(jia.sees('noteEdits', id)).toBe(true)
      expect(yi.sees('noteEdits', id)).toBe(false)
    }
  })

  it('are written by anybody who may read the note, and read by the readers of the note alone', async () => {
    const [bing, yi, ding] = [
      await server.device('bing'),
      await server.device('yi'),
      await server.device('ding'),
    ]
    const trip = sample.trip(bing)
    const enterprise = sample.enterprise(bing)
    const note = sample.note(bing, enterprise.id, { tripId: trip.id })
    await pushed(bing, trip, enterprise, sample.member(bing, trip.id, yi.user.id), note)
    await yi.pull()
    const guests = edit(yi, note.id)
    await pushed(yi, guests)
    for (const device of [bing, ding]) await device.pull()
    expect(bing.sees('noteEdits', guests.id)).toBe(true)
    // Of the unit above the note's.
    expect(ding.sees('noteEdits', guests.id)).toBe(true)
    await yi.pull()
    // By the trip alone, not by the guest's own unit: its other people do not read the note.
    expect(yi.received.filter((line) => line.includes(guests.id))).toEqual([
      `trip:${trip.id} op noteEdits ${guests.id}`,
    ])
  })

  it('are refused from one who may not read the note, under whatever scope he writes them', async () => {
    const [jia, bing] = [await server.device('jia'), await server.device('bing')]
    const enterprise = sample.enterprise(jia)
    const note = sample.note(jia, enterprise.id)
    await pushed(jia, enterprise, note)
    for (const values of [{}, { unitId: jia.user.unitId }, { tripId: v7() }])
      expect(await bing.push(edit(bing, note.id, values))).toMatchObject([
        { status: 'quarantined', reason: 'not-allowed', detail: 'noteId' },
      ])
    await bing.pull()
    expect(bing.sees('notes', note.id)).toBe(false)
  })

  it('are changed by nobody but their author', async () => {
    const [jia, bing] = [await server.device('jia'), await server.device('bing')]
    const enterprise = sample.enterprise(bing)
    const note = sample.note(bing, enterprise.id)
    const own = edit(bing, note.id)
    await pushed(bing, enterprise, note, own)
    await jia.pull()
    expect(await jia.push(jia.set('noteEdits', own.id, { content: 'BBBB' }))).toMatchObject([
      { status: 'quarantined', reason: 'not-yours' },
    ])
  })

  it('come and go with the note when it is put on a trip and taken off it', async () => {
    const [bing, yi] = [await server.device('bing'), await server.device('yi')]
    const trip = sample.trip(bing)
    const enterprise = sample.enterprise(bing)
    const note = sample.note(bing, enterprise.id)
    const own = edit(bing, note.id)
    await pushed(bing, trip, enterprise, sample.member(bing, trip.id, yi.user.id), note, own)
    await yi.pull()
    expect(yi.sees('noteEdits', own.id)).toBe(false)
    await pushed(bing, bing.set('notes', note.id, { tripId: trip.id }))
    await yi.pull()
    expect(yi.sees('noteEdits', own.id)).toBe(true)
    await pushed(bing, bing.set('notes', note.id, { tripId: null }))
    await yi.pull()
    expect(yi.sees('noteEdits', own.id)).toBe(false)
  })
})
