import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ExcelJs from 'exceljs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { valuesOf } from '#shared/sync/merge.ts'
import { publishPolicyFile } from '../../server/commands/policies.ts'
import type { ServerDevice } from '../support/server-device.ts'
import { type TestServer, testServer } from '../support/server-organisation.ts'

let server: TestServer
let folder: string
beforeAll(async () => {
  server = await testServer()
  folder = await mkdtemp(join(tmpdir(), 'outpost 政策 '))
})
afterAll(async () => {
  await server.stop()
  await rm(folder, { recursive: true, force: true })
})

async function publish(path: string): Promise<string[]> {
  const said: string[] = []
  await publishPolicyFile({ db: server.db, values: {}, rest: [path], print: (line) => said.push(line) })
  return said
}

const policiesOn = ({ records }: ServerDevice) =>
  [...records].flatMap(([key, { state }]) => (key.startsWith('policies ') ? [valuesOf(state)] : []))

describe('Publishing policies at the server', () => {
  it('reaches people of every unit, and a new text takes the place of the old', async () => {
    const path = join(folder, '政策.json')
    const policy = {
      title: '样例支持新材料产业若干措施',
      level: 'city',
      docNo: '宁府发〔2026〕8号',
      industries: ['新材料'],
    }
    await writeFile(path, JSON.stringify([policy]))
    expect(await publish(path)).toEqual(['Published 1 policies: 1 new, 0 changed.'])
    await writeFile(path, JSON.stringify([{ ...policy, body: '第一条 给予奖励。', industries: ['电子'] }]))
    expect(await publish(path)).toEqual(['Published 1 policies: 0 new, 1 changed.'])
    for (const login of ['yi', 'bing'] as const) {
      const device = await server.device(login)
      await device.pull()
      const found = policiesOn(device)
      expect(found).toMatchObject([{ title: policy.title, body: '第一条 给予奖励。', industries: ['电子'] }])
    }
  })

  it('reads a workbook as offices keep it, below its merged title', async () => {
    const book = new ExcelJs.Workbook()
    const sheet = book.addWorksheet('政策')
    sheet.addRow(['样例市现行政策一览表'])
    sheet.addRow(['政策名称', '级别', '文号', '有效期至', '适用产业'])
    sheet.addRow([
      '样例招商引资奖励办法',
      '省级',
      '宁政〔2025〕2号',
      new Date('2027-12-31T00:00:00Z'),
      '电子信息、新材料',
    ])
    const path = join(folder, '政策.xlsx')
    await book.xlsx.writeFile(path)
    expect(await publish(path)).toEqual(['Published 1 policies: 1 new, 0 changed.'])
    const device = await server.device('yi')
    await device.pull()
    expect(policiesOn(device).find(({ docNo }) => docNo === '宁政〔2025〕2号')).toMatchObject({
      level: 'province',
      validTo: '2027-12-31',
      industries: ['电子信息', '新材料'],
    })
  })

  it('says what is wrong and publishes nothing of such a file', async () => {
    const path = join(folder, '错.json')
    await writeFile(
      path,
      JSON.stringify([
        { title: '样例甲办法', level: 'city' },
        { title: '样例乙办法', level: '某级' },
      ]),
    )
    await expect(publish(path)).rejects.toThrow('Policy 2: level')
    await writeFile(path, '{')
    await expect(publish(path)).rejects.toThrow('no JSON array')
    const device = await server.device('jia')
    await device.pull()
    expect(policiesOn(device).map(({ title }) => title)).not.toContain('样例甲办法')
  })

  it('is not for a device to do', async () => {
    const device = await server.device('jia')
    const [result] = await device.push(device.create('policies', { title: '样例丙办法', level: 'city' }))
    expect(result).toMatchObject({ status: 'quarantined', reason: 'server-decides' })
  })
})
