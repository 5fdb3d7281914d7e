import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
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
  await window.getByRole('button', { name: '列', exact: true }).click()
  await window.getByRole('checkbox', { name: '联系领导' }).check()
  await window.getByRole('button', { name: '列', exact: true }).click()
  await window.getByRole('button', { name: '我的视图' }).click()
  await window.getByRole('textbox', { name: '视图名称' }).fill('电网企业')
  await window.getByRole('button', { name: '保存当前视图' }).click()
  await expect(window.getByText('已保存视图：电网企业')).toBeVisible()
  await window.getByRole('button', { name: '清除筛选' }).click()
  await expect(window.getByText(/^共 8\d 家$/)).toBeVisible()
  await window.getByRole('button', { name: '我的视图' }).click()
  await window.getByRole('button', { name: '电网企业', exact: true }).click()
  await expect(window.getByRole('columnheader', { name: '联系领导' })).toBeVisible()
  await expect(window.getByText(/^共 8\d 家$/)).toHaveCount(0)
})

test('chosen enterprises are changed together, and the change is taken back', async () => {
  const { window } = laptop
  const grid = window.getByRole('grid', { name: '企业列表' })
  await window.getByRole('checkbox', { name: '选择 国家电网有限公司' }).check()
  await window.getByRole('button', { name: '批量修改', exact: true }).click()
  await window.getByRole('combobox', { name: '联系领导的改法' }).click()
  await window.getByTitle('改为', { exact: true }).last().click()
  await window.getByRole('textbox', { name: '联系领导', exact: true }).fill('样例领导')
  await window.getByRole('button', { name: '修改 1 家' }).click()
  await expect(window.getByText('已修改 1 家企业')).toBeVisible()
  await expect(grid.getByText('样例领导')).toBeVisible()
  await window.getByRole('button', { name: '撤销', exact: true }).click()
  await expect(grid.getByText('样例领导')).toHaveCount(0)
})

test('two versions of a target list are compared', async () => {
  const { window } = laptop
  await window.getByRole('button', { name: '目标企业名单' }).click()
  const paste = async (quarter: string, text: string) => {
    await window.getByRole('button', { name: '导入新一期' }).first().click()
    await window.getByRole('textbox', { name: /所属季度/ }).fill(quarter)
    await window.getByRole('textbox', { name: /名单内容/ }).fill(text)
    await window.getByRole('button', { name: '导入名单' }).click()
    await expect(window.getByText(/^已导入 \d+ 家/).last()).toBeVisible()
  }
  await paste('2025-05-01', '企业名称\n国家电网有限公司\n样例甲有限公司')
  await expect(window.getByText(/已超过一个季度/)).toBeVisible()
  await paste('2025-08-01', '企业名称\n国家电网有限公司\n样例乙有限公司')
  await expect(window.getByText('新增 1 家 · 移出 1 家 · 保留 1 家')).toBeVisible()
  await expect(row(window, '样例乙有限公司').getByText('新增')).toBeVisible()
  await expect(row(window, '样例甲有限公司').getByText('移出')).toBeVisible()
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
  await window.getByRole('button', { name: '编辑', exact: true }).click()
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
  await expect(other.window.getByText('待确认', { exact: true })).toBeVisible()
  await askFor(laptop.window, '终止', '企业放弃投资')
  await expect(laptop.window.getByText('已确认')).toBeVisible()
  await untilUploaded(laptop.window)
  network.restore()
  await expect(other.window.getByText('未同意')).toBeVisible({ timeout: 30_000 })
  await expect(other.window.getByText(/项目已由他人变更到别的阶段/)).toBeVisible()
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
