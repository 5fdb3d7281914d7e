import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rotateEpoch } from '../../server/administration/epoch.ts'
import type { Database } from '../../server/database/open-database.ts'
import { backToKept, keepState } from '../drive/database-state.ts'
import type { Laptop } from '../drive/laptop.ts'
import { planTrip } from '../drive/trips.ts'
import { plainVisit } from '../drive/visits.ts'
import { callIn, idOf } from './screen-content.ts'

/**
 * The server is put back to a backup from before a colleague's records, on which work was done since; the colleague's
 * laptop is away. What waits, and what only this laptop still has, is then to be seen on it.
 * @param colleague is stopped
 */
export async function setServerBack(
  db: Database,
  { laptop, colleague, day }: { readonly laptop: Laptop; readonly colleague: Laptop; readonly day: string },
): Promise<void> {
  const enterprises = ['样例储能装备有限公司', '样例隔膜材料有限公司'].map((name) => ({
    id: idOf(name),
    name,
    city: '惠州市',
  }))
  const [edited] = enterprises
  await keepState(db)
  for (const enterprise of enterprises) await callIn(colleague.window, 'enterprises.save', enterprise)
  await planTrip(colleague.window, {
    title: '赴惠州对接储能装备',
    startOn: day,
    endOn: day,
    cities: ['惠州'],
    filingNo: '样招〔2026〕12号',
    purpose: '对接储能装备企业',
    members: [{ name: '样例癸', role: '团长' }, { name: '样例甲' }],
    legs: [],
  })
  await colleague.window.waitForURL(/trips\/[0-9a-f-]{36}/)
  const tripId = /trips\/([0-9a-f-]{36})/.exec(colleague.window.url())?.[1] ?? null
  await callIn(colleague.window, 'sync.now', {})
  await colleague.stop()
  await callIn(laptop.window, 'sync.now', {})
  await callIn(laptop.window, 'enterprises.save', {
    ...edited,
    remarks: '已约下周看厂',
    investIntent: 30_000,
  })
  await callIn(laptop.window, 'visits.save', {
    ...plainVisit,
    topics: '看了储能装备生产线，对方计划明年扩产，希望解决配套厂房。',
    outcomeLevel: 'clear_intent',
    id: idOf('set back'),
    enterpriseId: edited?.id,
    tripId,
    occurredOn: day,
  })
  await callIn(laptop.window, 'sync.now', {})
  await backToKept(db)
  await rotateEpoch(db, join(tmpdir(), `outpost-epoch-${process.pid}.json`), 'put back for a picture')
  for (let round = 0; round < 4; round += 1) await callIn(laptop.window, 'sync.now', {})
}
