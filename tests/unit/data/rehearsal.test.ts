import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { endpoints } from '../../../electron/data/host/handlers.ts'
import { rehearseFirstSave } from '../../../electron/data/host/rehearsal.ts'
import { type Office, openOffice } from '../../support/test-office.ts'

let office: Office
beforeEach(async () => {
  office = await openOffice()
})
afterEach(() => office.close())

/** Every row of every table that a save of a visit writes, and the device's notes (its clock among them). */
const everything = () =>
  office.store.read(async (db) => ({
    visits: await db.selectFrom('visits').selectAll().execute(),
    enterprises: await db.selectFrom('enterprises').selectAll().execute(),
    outbox: await db.selectFrom('outbox').selectAll().execute(),
    clocks: await db.selectFrom('recordClocks').selectAll().execute(),
    search: await db.selectFrom('searchDocs').selectAll().execute(),
    meta: await db.selectFrom('meta').selectAll().execute(),
  }))

const rehearse = (called: string[] = []) => {
  const noting = [...endpoints].map(([name, endpoint]) => {
    const handler: typeof endpoint.handler = async (context, input) => {
      const value = await endpoint.handler(context, input)
      called.push(`${name}: ${value === null ? 'nothing' : 'something'}`)
      return value
    }
    return [name, { ...endpoint, handler }] as const
  })
  return rehearseFirstSave(
    {
      vault: office.vault,
      endpoints: new Map(noting),
      files: office.files,
      log: { info: () => undefined, error: (text, cause) => office.log.push(`${text}: ${cause}`) },
    },
    { at: new Date('2026-11-22T12:00:00'), visitId: uuidv7(), enterpriseId: uuidv7() },
  )
}

describe('the rehearsal of the first save', () => {
  it('carries a save through to what is shown afterwards', async () => {
    const called: string[] = []
    await rehearse(called)
    expect(office.log).toEqual([])
    expect(called).toEqual(['visits.save: something', 'visits.get: something', 'enterprises.get: something'])
  })

  it('leaves nothing behind and tells no window of a change', async () => {
    const before = await everything()
    const announced: unknown[] = []
    office.store.onWrite((tables) => announced.push(tables))
    await rehearse()
    expect(await everything()).toEqual(before)
    expect(announced).toEqual([])
  })

  it('is silent where the store is closed meanwhile', async () => {
    await rehearseFirstSave(
      { vault: { ...office.vault, session: () => null }, endpoints, files: office.files, log: console },
      { at: new Date(), visitId: uuidv7(), enterpriseId: uuidv7() },
    )
    expect(office.log).toEqual([])
  })
})
