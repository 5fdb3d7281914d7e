import { join } from 'node:path'
import { z } from 'zod'
import type { CuttableNetwork } from '../drive/cuttable-network.ts'
import { chooseOpenPath, chooseSavePath } from '../drive/files.ts'
import type { Laptop } from '../drive/laptop.ts'
import { openPath } from '../drive/navigate.ts'
import { plainVisit } from '../drive/visits.ts'
import { callIn, idOf } from './screen-content.ts'

/** A laptop and its way to the server. */
interface Connected {
  readonly laptop: Laptop
  readonly network: CuttableNetwork
}

const disputed = idOf('深圳市样例储能科技有限公司')
const deleted = idOf('惠州样例鋰電有限公司')
const unknown = '00000000-0000-7000-8000-000000000001'

/** What is under the numbers of the sync centre, by the name of its picture. */
const tabs = {
  waiting: /(仅在本机|Only here)$/,
  uploading: /(正在上传|Uploading)$/,
  refused: /(被退回|Sent back)$/,
  conflicts: /(有冲突|In conflict)$/,
  carried: /(代同事上传|For colleagues)$/,
  kept: /(待同事重传|Lost by the server)$/,
  uploaded: /(已在服务器|On the server)$/,
} as const

/** Opens a list of the sync centre. */
export async function openSyncList(window: Laptop['window'], list: keyof typeof tabs): Promise<void> {
  await openPath(window, '/sync')
  await window.getByRole('tab', { name: tabs[list] }).click()
}

interface Scene {
  readonly own: Connected
  readonly colleague: Connected
  readonly folder: string
  readonly day: string
  /** The enterprise with a ledger of what is negotiated. */
  readonly negotiatedWith: string
}

/**
 * Shows every list of the sync centre with something in it, and the page for handing over beside it. Nothing of it is
 * left open afterwards.
 * @param inEveryLook sets a laptop's window to each language and theme and takes a picture under a name
 */
export async function syncListsScene(
  { own, colleague, ...scene }: Scene,
  inEveryLook: (laptop: Laptop, views: readonly View[]) => Promise<void>,
): Promise<void> {
  const list = (name: keyof typeof tabs): View => ({
    name: `sync-${name}`,
    show: (window) => openSyncList(window, name),
  })
  const page = (name: string): View => ({
    name: `sync-${name}`,
    show: (window) => openPath(window, `/sync/${name}`),
  })
  const checked: View = {
    name: 'sync-clearance',
    show: async (window) => {
      await openPath(window, '/sync')
      await openPath(window, '/sync/clearance')
      await window.getByRole('article').waitFor()
    },
  }
  await inEveryLook(own.laptop, [list('uploaded'), { ...checked, name: 'sync-clearance-clear' }])
  await fillSyncLists(own, colleague, scene)
  const texts: View = {
    name: 'sync-conflicts-texts',
    show: async (window) => {
      await openSyncList(window, 'conflicts')
      await window
        .getByText(/版本 B|Version B/)
        .last()
        .scrollIntoViewIfNeeded()
      await window.mouse.wheel(0, 2000)
    },
  }
  const shown = [list('conflicts'), texts, list('refused'), list('waiting'), page('log'), checked]
  await inEveryLook(own.laptop, shown)
  await settleSyncLists(own)
  await carryForColleague(own, colleague, scene.folder)
  await inEveryLook(own.laptop, [list('carried')])
  await inEveryLook(colleague.laptop, [{ ...list('waiting'), name: 'sync-handed' }])
  for (const { network } of [own, colleague]) network.restore()
  for (const { laptop } of [own, colleague, own]) await callIn(laptop.window, 'sync.now', {})
  await uploadMuch(own)
  await inEveryLook(own.laptop, [list('uploading')])
  own.network.cut()
  own.network.restore()
  await callIn(own.laptop.window, 'sync.now', {})
  own.network.askForSignIn()
  await callIn(own.laptop.window, 'sync.now', {})
  await inEveryLook(own.laptop, [
    { name: 'strip-portal', show: (window) => openPath(window, '/enterprises') },
  ])
  own.network.restore()
  await callIn(own.laptop.window, 'sync.now', {})
}

/** A picture to be taken: its name, and what brings into sight what it shows. */
export interface View {
  readonly name: string
  readonly show: (window: Laptop['window']) => Promise<void>
}

/** Two colleagues of one unit change the same things apart, and the server sends some of it back. */
async function fillSyncLists(
  own: Connected,
  colleague: Connected,
  { day, negotiatedWith }: Pick<Scene, 'day' | 'negotiatedWith'>,
): Promise<void> {
  for (const { network } of [own, colleague]) network.cut()
  const { window } = own.laptop
  await changeEnterprise(window, disputed, {
    investIntent: 50_000,
    priority: 'B',
    remarks: `${planOf('十二月上旬')}需要我们先把用地预审和用电方案准备好。`,
  })
  await changeEnterprise(colleague.laptop.window, disputed, {
    investIntent: 80_000,
    priority: 'C',
    remarks: `${planOf('十二月中旬')}需要我们先把用地预审和用电方案准备好，并请发改部门一同参加。`,
  })
  await offerInLedger(window, negotiatedWith, `${offer}，折合每度 0.52 元，由开发区管委会出具书面承诺。`)
  await offerInLedger(
    colleague.laptop.window,
    negotiatedWith,
    `${offer}，折合每度 0.49 元，由市发改委出具书面承诺。`,
  )
  await callIn(colleague.laptop.window, 'records.delete', { table: 'enterprises', id: deleted })
  await changeEnterprise(window, deleted, { remarks: '已约十二月上旬来考察。', investIntent: 12_000 })
  // The server does not know this trip as one of ours.
  await callIn(window, 'visits.save', {
    ...plainVisit,
    id: idOf('归错了行程的走访'),
    enterpriseId: disputed,
    occurredOn: day,
    tripId: unknown,
    outcomeLevel: 'clear_intent',
    investIntent: 30_000,
    topics:
      '看了储能装备生产线，对方计划明年扩产，希望解决配套厂房和员工子女入学。这一次走访归错了行程，所以被退回；写下的内容一个字也没有丢。',
  })
  for (const { network } of [own, colleague]) network.restore()
  for (const { laptop } of [own, colleague, own]) await callIn(laptop.window, 'sync.now', {})
}

const planOf = (when: string) =>
  `对方董事会原则同意在我市布局储能基地，投资分两期，首期用地约一百五十亩；${when}由战略发展部带队来考察，`

/** Everything that `fillSyncLists` left open is decided. */
async function settleSyncLists(own: Connected): Promise<void> {
  const { window } = own.laptop
  for (const { table, recordId } of listOf(KeyShape, await callIn(window, 'sync.deletionConflicts', {})))
    await callIn(window, 'sync.settleDeletion', { table, recordId, keep: true })
  for (const { values, ...key } of listOf(ConflictShape, await callIn(window, 'sync.conflicts', {})))
    await callIn(window, 'sync.resolve', { ...key, choice: { hlc: values[0]?.hlc ?? '' } })
  for (const { opId } of listOf(RefusedShape, await callIn(window, 'sync.refusedRecords', {})))
    await callIn(window, 'sync.setRefusedAside', { opId })
  await own.laptop.syncUntilDone()
}

const KeyShape = z.object({ table: z.string(), recordId: z.string() })
const ConflictShape = KeyShape.extend({ field: z.string(), values: z.array(z.object({ hlc: z.string() })) })
const RefusedShape = z.object({ opId: z.string() })

const listOf = <T>(shape: z.ZodType<T>, answer: unknown): readonly T[] => z.array(shape).parse(answer)

/** Both are cut off; a colleague's new work is handed over in a file, so that it is carried here and marked there. */
async function carryForColleague(own: Connected, colleague: Connected, folder: string): Promise<void> {
  for (const { network } of [own, colleague]) network.cut()
  const { window, app } = colleague.laptop
  await callIn(window, 'enterprises.save', { id: idOf('样例隔膜有限公司'), name: '样例隔膜有限公司' })
  await changeEnterprise(window, disputed, { remarks: '高铁上补记：对方确认十二月上旬来考察。' })
  const path = join(folder, '代传.outpost')
  await openPath(window, '/sync/exchange')
  await chooseSavePath(app, path)
  await window.getByRole('combobox').first().click()
  await window.getByTitle(/样例甲/).click()
  await window.getByRole('button', { name: /^(写成文件|Write the file)/ }).click()
  await window.getByText(/^(已写成|Wrote) /).waitFor()
  await openPath(own.laptop.window, '/sync/exchange')
  await chooseOpenPath(own.laptop.app, path)
  await own.laptop.window.getByRole('button', { name: /^(选择文件|Choose a file)/ }).click()
  await own.laptop.window.getByRole('button', { name: /^(合并到本机|Take over)$/ }).click()
  await own.laptop.window.getByText(/^(已合并|Changes taken over)/).waitFor()
}

/** Much is recorded without a network and then goes up over a line on which the server's answers take their time. */
async function uploadMuch(own: Connected): Promise<void> {
  own.network.cut()
  for (let index = 1; index <= 240; index += 1) {
    const name = `惠州样例配套第${index}号有限公司`
    await callIn(own.laptop.window, 'enterprises.save', { id: idOf(name), name, city: '惠州市' })
  }
  own.network.restore()
  own.network.slowDown(150)
}

const offer = '同意前三年按绿电直供协议供电，超出部分执行大工业电价，电费差额由园区按季度补足'

/** What we offer in the latest round of the first topic. */
async function offerInLedger(window: Laptop['window'], enterpriseId: string, text: string): Promise<void> {
  const { topics } = LedgerShape.parse(await callIn(window, 'negotiations.ledger', { enterpriseId }))
  const latest = topics[0]?.rounds[0]
  if (latest) await callIn(window, 'negotiations.saveRound', { ...latest, offer: text })
}

const LedgerShape = z.object({
  topics: z.array(z.object({ rounds: z.array(z.record(z.string(), z.unknown())) })),
})

async function changeEnterprise(
  window: Laptop['window'],
  id: string,
  change: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { enterprise } = z
    .object({ enterprise: z.record(z.string(), z.unknown()) })
    .parse(await callIn(window, 'enterprises.get', { id }))
  await callIn(window, 'enterprises.save', { ...enterprise, ...change, id })
}
