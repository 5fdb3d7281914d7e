import type { Page } from '@playwright/test'
import { chooseOpenPath } from './files.ts'
import type { Laptop } from './laptop.ts'
import { goTo } from './navigate.ts'

/** 新能源电池产业链 as a bureau keeps it in a spreadsheet: 环节, 上级环节, 位置, 状态, 缺口说明. */
export const batteryChain = {
  name: '新能源电池产业链',
  chiefLeader: '样例甲 副市长',
  leadDept: '市工业和信息化局',
  chainOffice: '市招商局产业链科',
  links: `环节	上级环节	位置	状态	缺口说明
矿产资源		上游	弱	锂矿依赖外购
锂矿采选	矿产资源		缺	本地无资源，需引进资源型企业
石墨矿采选	矿产资源		强
电池材料		上游	弱
正极材料	电池材料		强
负极材料	电池材料		缺	无万吨级产线，重点对接深圳、东莞企业
隔膜	电池材料		缺	湿法隔膜空白
电解液	电池材料		弱	仅一家企业，年产能不足五千吨
铜箔铝箔	电池材料		强
电芯制造		中游	强
动力电芯	电芯制造		强
储能电芯	电芯制造		弱	产线在建，年底投产
电池系统		中游	弱
电池管理系统	电池系统		缺	控制芯片与软件团队空白
模组与电池包	电池系统		强
结构件	电池系统		弱	精密冲压能力不足
新能源汽车		下游	弱	整车产量小，本地配套率低
储能电站		下游	强
电动船舶		下游	缺	尚无示范项目
两轮车与换电		下游	弱	换电网点少
生产装备		配套	弱
涂布与辊压设备	生产装备		缺	依赖长三角采购
检测与化成设备	生产装备		弱
回收利用		配套	弱
梯次利用	回收利用		弱
再生材料	回收利用		缺	正在洽谈两家企业
检验检测		配套	强
产业基金与人才		配套	弱	缺电化学专业人才`,
} as const

export interface TypedChain {
  readonly name: string
  readonly chiefLeader: string
  readonly leadDept: string
  readonly chainOffice: string
  /** Rows as they are copied from a spreadsheet. */
  readonly links: string
}

/** Creates a chain and pastes its links, as a person does. Its page stays open. */
export async function createChain(window: Page, chain: TypedChain): Promise<void> {
  await startChain(window, chain)
  await window.getByRole('button', { name: '从表格粘贴' }).click()
  await window.getByRole('textbox', { name: '表格内容' }).fill(chain.links)
  await window.getByRole('button', { name: /^添加 \d+ 个环节$/ }).click()
  await window.getByRole('tree', { name: '产业链环节' }).waitFor()
}

/** Creates a chain without links. Its page stays open. */
export async function startChain(window: Page, chain: Omit<TypedChain, 'links'>): Promise<void> {
  await goTo(window, '产业链')
  await window.getByRole('button', { name: '新建产业链' }).first().click()
  await window
    .getByLabel('产业链', { exact: false })
    .and(window.getByRole('textbox'))
    .first()
    .fill(chain.name)
  await window.getByRole('textbox', { name: '链长' }).fill(chain.chiefLeader)
  await window.getByRole('textbox', { name: '牵头部门' }).fill(chain.leadDept)
  await window.getByRole('textbox', { name: '链办' }).fill(chain.chainOffice)
  await window.keyboard.press('Control+s')
}

/**
 * Imports the links of a file into the chain whose page is open, with the local enterprises that nobody knew, as a
 * person does who looked at the preview. @returns the sentence that tells the result
 */
export async function importLinks(
  { app, window }: Pick<Laptop, 'app' | 'window'>,
  path: string,
): Promise<string> {
  await readLinks({ app, window }, path)
  await window.getByRole('checkbox', { name: '把这些本地企业新建到企业库' }).check()
  await window.getByRole('button', { name: /^写入：新增/ }).click()
  const told = window.getByText(/^已写入：新增/)
  await told.waitFor()
  await window.getByRole('tree', { name: '产业链环节' }).waitFor()
  return (await told.textContent()) ?? ''
}

/** Chooses a file with links on the page of a chain and waits for the preview. */
export async function readLinks(
  { app, window }: Pick<Laptop, 'app' | 'window'>,
  path: string,
): Promise<void> {
  await chooseOpenPath(app, path)
  await window.getByRole('button', { name: '从文件导入' }).click()
  await window.getByRole('region', { name: '将要写入的环节' }).waitFor()
}
