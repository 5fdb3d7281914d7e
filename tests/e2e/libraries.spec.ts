import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { chooseOpenPath } from '../../scripts/drive/files.ts'
import { importFile } from '../../scripts/drive/imports.ts'
import type { Laptop } from '../../scripts/drive/laptop.ts'
import { goTo } from '../../scripts/drive/navigate.ts'
import { untilUploaded } from '../../scripts/drive/sync.ts'
import { type Office, openOffice, passphrase } from '../support/office.ts'

// Each test goes on where the one before it stopped.
test.describe.configure({ mode: 'serial' })

const targetList = join(import.meta.dirname, '../../resources/sample-data/目标企业推荐名单_2026Q3.xlsx')

let office: Office
let laptop: Laptop
test.beforeAll(async () => {
  test.setTimeout(120_000)
  office = await openOffice()
  laptop = await office.laptopOf('jia')
  await importFile(laptop.app, laptop.window, targetList)
})
test.afterAll(() => office.close())

const row = (window: Page, name: string) => window.getByRole('row').filter({ hasText: name })

test('a filter is kept as a view with its columns and shown again by one click', async () => {
  const { window } = laptop
  await goTo(window, '企业')
  await window.getByRole('searchbox', { name: '名称、拼音、首字母或信用代码' }).fill('电网')
  await expect(row(window, '国家电网有限公司')).toBeVisible()
  await keepView(window, '电网企业', '联系领导')
  await window.getByRole('button', { name: '清除筛选' }).click()
  await expect(window.getByText(/^共 8\d 家$/)).toBeVisible()
  await showView(window, '电网企业')
  await expect(window.getByRole('columnheader', { name: '联系领导' })).toBeVisible()
  await expect(window.getByText(/^共 8\d 家$/)).toHaveCount(0)
})

test('the contacts of a search are kept as a view too, and one opens beside the list', async () => {
  const { window } = laptop
  await goTo(window, '联系人')
  await window.getByRole('searchbox', { name: '姓名、拼音、电话或企业' }).fill('国家电网')
  await expect(window.getByText('共 1 人', { exact: true })).toBeVisible()
  await keepView(window, '电网的人', '邮箱')
  await window.getByRole('button', { name: '清除筛选' }).click()
  await expect(window.getByText('共 1 人', { exact: true })).toHaveCount(0)
  await showView(window, '电网的人')
  await expect(window.getByRole('columnheader', { name: '邮箱' })).toBeVisible()
  await expect(window.getByText('共 1 人', { exact: true })).toBeVisible()
  await row(window, '国家电网有限公司').click()
  const detail = window.getByRole('region', { name: '详情' })
  await expect(detail.getByRole('heading', { name: '任职经历' })).toBeVisible()
  await expect(window.getByRole('columnheader', { name: '邮箱' })).toHaveCount(0)
})

test('chosen enterprises are changed together, and the change is taken back', async () => {
  const { window } = laptop
  await goTo(window, '企业')
  const grid = window.getByRole('grid', { name: '企业列表' })
  await giveLeader(window)
  await expect(window.getByText('已修改 1 家企业')).toBeVisible()
  await expect(grid.getByText('样例领导')).toBeVisible()
  await window.getByRole('button', { name: '撤销', exact: true }).click()
  await expect(grid.getByText('样例领导')).toHaveCount(0)
})

test('a change of many is still taken back after the window was closed', async () => {
  const { window } = laptop
  const grid = window.getByRole('grid', { name: '企业列表' })
  await giveLeader(window)
  await expect(grid.getByText('样例领导')).toBeVisible()
  await window.reload()
  await goTo(window, '企业')
  await window.getByRole('button', { name: '批量修改记录' }).click()
  const history = window.getByRole('dialog', { name: '批量修改记录' })
  await expect(history.getByText('联系领导：样例领导').first()).toBeVisible()
  await history.getByRole('button', { name: '撤销' }).first().click()
  await expect(history.getByText('已撤销 1 家。')).toBeVisible()
  await window.keyboard.press('Escape')
})

test('a list from a file is checked line by line, cancelled, and brought in', async () => {
  const { window, app } = laptop
  await window.getByRole('button', { name: '目标企业名单' }).click()
  await chooseOpenPath(app, targetList)
  const choose = async () => {
    await window.getByRole('button', { name: '导入新一期' }).first().click()
    await window.getByRole('button', { name: /^选择文件/ }).click()
    await expect(row(window, '国家电网有限公司').getByText('已在库')).toBeVisible()
  }
  await choose()
  await window.getByRole('button', { name: '取消' }).click()
  await expect(window.getByText('还没有目标企业名单')).toBeVisible()
  await choose()
  await expect(window.getByRole('textbox', { name: /所属季度/ })).toHaveValue(/2026.*7.*1/)
  await window.getByRole('button', { name: /^导入 \d+ 家$/ }).click()
  await expect(window.getByText(/^已导入 \d+ 家/)).toBeVisible()
  await expect(window.getByText('2026 年第 3 季度 第 1 版')).toBeVisible()
})

test('two versions are compared: added, removed, and dropped while talks go on', async () => {
  const { window } = laptop
  const paste = async (quarter: string, text: string) => {
    await window.getByRole('button', { name: '导入新一期' }).first().click()
    await window.getByRole('textbox', { name: '或者粘贴名单' }).fill(text)
    await window.getByRole('button', { name: '读取' }).click()
    await window.getByRole('textbox', { name: /所属季度/ }).fill(quarter)
    await window.getByRole('textbox', { name: /发布部门/ }).fill('样例局')
    await window.getByRole('button', { name: /^导入 \d+ 家$/ }).click()
    await expect(window.getByText(/^已导入 \d+ 家/).last()).toBeVisible()
  }
  await paste('2026-10-08', '企业名称\n国家电网有限公司\n样例甲有限公司')
  await paste('2026-11-08', '企业名称\n国家电网有限公司\n样例乙有限公司')
  await expect(window.getByText('新增 1 家 · 移出 1 家 · 保留 1 家')).toBeVisible()
  await expect(row(window, '样例乙有限公司').getByText('新增')).toBeVisible()
  await expect(row(window, '样例甲有限公司').getByText('移出')).toBeVisible()
})

test('a list that the bureau hands down reaches a liaison office, and goes when it is withdrawn', async () => {
  const { window } = laptop
  await window.getByRole('button', { name: '下发', exact: true }).click()
  await expect(window.getByText(/^已下发：/)).toBeVisible()
  await untilUploaded(window)
  const below = await office.laptopOf('yi')
  await goTo(below.window, '企业')
  await below.window.getByRole('button', { name: '目标企业名单' }).click()
  await expect(below.window.getByText(/来自 样例市招商局/)).toBeVisible({ timeout: 30_000 })
  await expect(below.window.getByText('2026 年第 4 季度 第 2 版')).toBeVisible()
  // The other versions are the bureau's own.
  await expect(below.window.getByText('第 1 版')).toHaveCount(0)
  await expect(below.window.getByRole('button', { name: /^(下发|收回|删除)/ })).toHaveCount(0)
  await window.getByRole('button', { name: '收回' }).click()
  await untilUploaded(window)
  await expect(below.window.getByText('还没有目标企业名单')).toBeVisible({ timeout: 30_000 })
})

test('a stage is asked for with its proof and granted by the server', async () => {
  const { window } = laptop
  await goTo(window, '项目')
  await window.getByRole('button', { name: '新建项目' }).first().click()
  await window.getByRole('textbox', { name: '项目名称' }).fill('样例年产五万吨负极材料项目')
  await window.getByRole('combobox', { name: '牵头投资方' }).fill('国家电网')
  await window.getByRole('option', { name: /国家电网有限公司/ }).click()
  await window.getByRole('textbox', { name: '建设内容' }).fill('年产五万吨人造石墨')
  await window.getByRole('spinbutton', { name: '总投资（万元）' }).fill('50000')
  await window.getByRole('button', { name: '保存', exact: true }).click()
  await window.getByRole('button', { name: '变更阶段' }).click()
  await chooseStage(window, '签约')
  await expect(window.getByText('请先填写“牵头领导”。')).toBeVisible()
  await window.getByRole('button', { name: '取消' }).click()
  await window.getByRole('button', { name: '修改', exact: true }).click()
  await window.getByRole('textbox', { name: '牵头领导' }).fill('样例领导')
  await window.getByRole('button', { name: '保存', exact: true }).click()
  await askToSign(window)
  await expect(window.getByText('已确认')).toBeVisible()
  await window.getByRole('tab', { name: '阶段' }).click()
  await expect(window.getByText('协议 样例合同〔2026〕3号')).toBeVisible()
})

test('a stage that a colleague has changed meanwhile is refused with its reason', async () => {
  const network = await office.network()
  const other = await office.open('甲的另一台')
  await other.firstStart(passphrase, office.account('jia', network))
  await goTo(other.window, '项目')
  await row(other.window, '样例年产五万吨负极材料项目').click()
  network.cut()
  await askFor(other.window, '暂停', '企业资金未到位')
  const detail = other.window.getByRole('region', { name: '详情' })
  await expect(detail.getByText('待确认', { exact: true })).toBeVisible()
  await askFor(laptop.window, '终止', '企业放弃投资')
  await expect(laptop.window.getByText('已确认')).toBeVisible()
  await untilUploaded(laptop.window)
  network.restore()
  await expect(other.window.getByText('未同意')).toBeVisible({ timeout: 30_000 })
  await expect(other.window.getByText(/项目已由他人变更到别的阶段/)).toBeVisible()
})

test('a project is moved on the board by keyboard, waits there, and stands on the page of its investor', async () => {
  const { window } = laptop
  await goTo(window, '项目')
  await window.getByRole('button', { name: '新建项目' }).first().click()
  await window.getByRole('textbox', { name: '项目名称' }).fill('样例看板项目')
  await window.getByRole('combobox', { name: '牵头投资方' }).fill('国家电网')
  await window.getByRole('option', { name: /国家电网有限公司/ }).click()
  await window.getByRole('button', { name: '保存', exact: true }).click()
  await expect(window.getByRole('heading', { name: '样例看板项目' })).toBeVisible()
  await window.getByRole('tab', { name: '洽谈' }).click()
  await window.getByRole('radio', { name: '洽谈台账' }).check()
  await expect(window.getByText(/还没有谈判事项/)).toBeVisible()
  await goTo(window, '项目')
  await window.getByRole('radio', { name: '看板' }).check()
  const board = window.getByRole('group', { name: '项目看板' })
  const column = (stage: string) => board.getByRole('region', { name: stage, exact: true })
  await expect(column('线索').getByText('样例看板项目')).toBeVisible()
  await board.focus()
  await window.keyboard.press('Shift+ArrowRight')
  await expect(window.getByRole('button', { name: '提交申请' })).toBeFocused()
  await window.keyboard.press('Enter')
  await expect(column('接洽').getByText('样例看板项目')).toBeVisible({ timeout: 30_000 })
  await board.focus()
  await window.keyboard.press('Enter')
  await window.getByRole('link', { name: '国家电网有限公司' }).click()
  await window.getByRole('tab', { name: '项目' }).click()
  await expect(window.getByRole('link', { name: '样例看板项目' })).toBeVisible()
})

async function chooseStage(window: Page, stage: string): Promise<void> {
  await window.getByRole('combobox', { name: /新阶段/ }).click()
  await window.getByTitle(stage, { exact: true }).last().click()
}

async function askToSign(window: Page): Promise<void> {
  await window.getByRole('button', { name: '变更阶段' }).click()
  await chooseStage(window, '签约')
  await window.getByRole('combobox', { name: '证明' }).first().click()
  await window.getByTitle('协议', { exact: true }).last().click()
  await window.getByRole('textbox', { name: '文号或说明' }).fill('样例合同〔2026〕3号')
  await window.getByRole('button', { name: '提交申请' }).click()
}

async function askFor(window: Page, stage: string, reason: string): Promise<void> {
  await window.getByRole('button', { name: '变更阶段' }).click()
  await chooseStage(window, stage)
  await window.getByRole('textbox', { name: '理由' }).fill(reason)
  await window.getByRole('button', { name: '提交申请' }).click()
}

/** Keeps what the list shows, with one more column, under a name. */
async function keepView(window: Page, name: string, column: string): Promise<void> {
  await window.getByRole('button', { name: '列', exact: true }).click()
  await window.getByRole('checkbox', { name: column }).check()
  await window.getByRole('button', { name: '列', exact: true }).click()
  await window.getByRole('button', { name: '我的视图' }).click()
  await window.getByRole('textbox', { name: '视图名称' }).fill(name)
  await window.getByRole('button', { name: '保存当前视图' }).click()
  await expect(window.getByText(`已保存视图：${name}`)).toBeVisible()
}

async function showView(window: Page, name: string): Promise<void> {
  await window.getByRole('button', { name: '我的视图' }).click()
  await window.getByRole('button', { name, exact: true }).click()
}

/** Gives one enterprise its liaison leader by the bulk change. */
async function giveLeader(window: Page): Promise<void> {
  await window.getByRole('checkbox', { name: '选择 国家电网有限公司' }).check()
  await window.getByRole('button', { name: '批量修改', exact: true }).click()
  await window.getByRole('combobox', { name: '联系领导的改法' }).click()
  await window.getByTitle('改为', { exact: true }).last().click()
  await window.getByRole('textbox', { name: '联系领导', exact: true }).fill('样例领导')
  await window.getByRole('button', { name: '修改 1 家' }).click()
}
