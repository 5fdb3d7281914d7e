import type { Page } from '@playwright/test'
import { goTo } from './navigate.ts'

export interface TypedMember {
  /** A user, chosen by name. */
  readonly name: string
  readonly role?: '团长' | '成员' | '联络员'
  readonly duty?: string
}

export interface TypedLeg {
  /** The day as the form shows it starts with, e.g. the first day of the trip is 0. */
  readonly day: number
  readonly half: '上午' | '下午' | '晚上'
  readonly activity?: string
  /** An enterprise found by what is typed; it words the activity when none is given. */
  readonly enterprise?: string
  readonly place?: string
}

export interface TypedTrip {
  readonly title: string
  readonly startOn: string
  readonly endOn: string
  readonly cities: readonly string[]
  readonly filingNo: string
  readonly purpose: string
  readonly reportTo?: string
  readonly members: readonly TypedMember[]
  readonly legs: readonly TypedLeg[]
}

/** Plans a trip in its form and saves it; ends on the trip's page. */
export async function planTrip(window: Page, trip: TypedTrip): Promise<void> {
  await goTo(window, '行程')
  await window.getByRole('button', { name: '新建行程' }).first().click()
  await window.getByLabel('行程名称').fill(trip.title)
  await fillDate(window, '出发日期', trip.startOn)
  await fillDate(window, '返回日期', trip.endOn)
  const cities = window.getByLabel('城市', { exact: true })
  for (const city of trip.cities) {
    await cities.fill(city)
    await cities.press('Enter')
  }
  await window.getByLabel('报备文号').fill(trip.filingNo)
  await window.getByLabel('目的').fill(trip.purpose)
  for (const [index, member] of trip.members.entries()) await addMember(window, index + 1, member)
  for (const leg of trip.legs) await addLeg(window, leg)
  if (trip.reportTo) await window.getByLabel('主送').fill(trip.reportTo)
  await window.keyboard.press('Control+s')
  await window
    .getByText(/已保存到本机 \d\d:\d\d/)
    .first()
    .waitFor()
}

async function fillDate(window: Page, label: string, day: string): Promise<void> {
  const field = window.getByLabel(label)
  await field.fill(day)
  await field.press('Enter')
}

async function addMember(window: Page, number: number, { name, role, duty }: TypedMember): Promise<void> {
  await window.getByRole('button', { name: '添加成员' }).click()
  const row = window.getByRole('group', { name: `成员 ${number}`, exact: true })
  const person = row.getByRole('combobox', { name: /^姓名/ })
  await person.fill(name)
  await person.press('Enter')
  if (role) {
    await row.getByLabel('角色').click()
    await window.locator('.ant-select-dropdown:visible').getByTitle(role, { exact: true }).click()
  }
  if (duty) await row.getByLabel('分工').fill(duty)
}

async function addLeg(window: Page, { day, half, activity, enterprise, place }: TypedLeg): Promise<void> {
  await window
    .getByRole('button', { name: new RegExp(`^添加活动：.*${half}$`) })
    .nth(day)
    .click()
  const row = window.getByRole('group', { name: new RegExp(`${half} 活动`) }).last()
  if (activity) await row.getByLabel('活动内容').fill(activity)
  if (enterprise) {
    const picker = row.getByRole('combobox', { name: /^企业/ })
    await picker.fill(enterprise)
    await picker.press('Enter')
    await row.getByLabel('活动内容').and(window.locator('[value*="公司"]')).waitFor()
  }
  if (place) await row.getByLabel('地点').fill(place)
}
