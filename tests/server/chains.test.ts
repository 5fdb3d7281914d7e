import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createUser } from '../../server/administration/users.ts'
import { samplePassword, type TestServer, testServer } from '../support/server-organisation.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server.stop())

it('industry chains are read by everybody and written by the bureau’s keepers alone', async () => {
  const { bureau } = server.organisation.units
  await createUser(server.db, {
    ...{ login: 'wu', name: '样例戊', unitId: bureau, role: 'unit_admin', password: samplePassword },
  })
  const [keeper, field] = [await server.device('wu'), await server.device('bing')]
  const chain = keeper.create('industryChains', { name: '样例产业链', status: 'key' })
  const link = keeper.create('chainLinks', {
    ...{ chainId: chain.id, name: '样例环节', position: 'upstream', state: 'missing' },
  })
  expect((await keeper.push(chain, link)).map(({ status }) => status)).toEqual(['applied', 'applied'])
  await field.pull()
  expect(field.values('chainLinks', link.id).name).toBe('样例环节')

  const refused = [
    field.create('industryChains', { name: '样例私链', status: 'key' }),
    field.set('chainLinks', link.id, { state: 'strong' }),
    field.delete('chainLinks', link.id),
  ]
  for (const result of await field.push(...refused))
    expect(result).toMatchObject({ status: 'quarantined', reason: 'not-allowed', detail: 'role' })
  const onLink = field.create('enterprises', {
    name: '样例公司',
    uscc: null,
    chainLinkIds: [link.id, uuidv7()],
  })
  expect((await field.push(onLink)).map(({ status }) => status)).not.toContain('quarantined')
  await keeper.pull()
  expect(keeper.values('chainLinks', link.id).state).toBe('missing')
})
