import type { Page } from '@playwright/test'
import type { Input } from '#shared/contract/index.ts'

/** What a person tells of a visit; only what is given is typed. */
export interface TypedVisit {
  /** Any part of the name, pinyin or initials; the first suggestion is taken. */
  readonly enterprise: string
  /** Takes what was typed as a new enterprise. */
  readonly isNew?: boolean
  /** Where it was not just now. */
  readonly occurredOn?: string
  readonly startTime?: string
  readonly endTime?: string
  /** `姓名 职务` */
  readonly theirPeople: readonly string[]
  readonly topics: string
  readonly outcome?: string
  /** How many steps to the right on the outcome's segments. */
  readonly outcomeSteps?: number
  readonly investIntent?: number
  readonly nextStep?: string
  readonly nextDue?: string
}

/**
 * Records a visit with the keyboard alone, from Ctrl+N to Ctrl+S.
 * @returns seconds it took from the first key until the form said that it is saved on this device.
 */
export async function recordVisit(window: Page, visit: TypedVisit): Promise<number> {
  const started = performance.now()
  const { keyboard } = window
  await keyboard.press('Control+n')
  const focused = window.locator(':focus')
  await window.getByRole('combobox', { name: /^企业/ }).and(focused).waitFor()
  await keyboard.insertText(visit.enterprise)
  if (visit.isNew) await keyboard.press('Control+Enter')
  else await keyboard.press('Enter')
  await window
    .getByRole('combobox', { name: /^对方人员/ })
    .and(focused)
    .waitFor()
  for (const person of visit.theirPeople) {
    await keyboard.insertText(person)
    await keyboard.press('Enter')
  }
  await tabTo(window, '洽谈内容')
  await keyboard.insertText(visit.topics)
  await keyboard.press('Tab')
  for (let step = 0; step < (visit.outcomeSteps ?? 0); step++)
    await keyboard.press(step === 0 ? 'Space' : 'ArrowRight')
  if (visit.outcome) {
    await tabTo(window, '达成共识')
    await keyboard.insertText(visit.outcome)
  }
  if (visit.investIntent !== undefined) {
    await tabTo(window, '投资意向')
    await keyboard.type(String(visit.investIntent))
  }
  if (visit.nextStep) {
    await tabTo(window, '下一步')
    await keyboard.insertText(visit.nextStep)
  }
  if (visit.nextDue) {
    await tabTo(window, '期限')
    await keyboard.type(visit.nextDue)
  }
  await correctTime(window, visit)
  await keyboard.press('Control+s')
  await window
    .getByText(/已保存到本机 \d\d:\d\d/)
    .first()
    .waitFor()
  return (performance.now() - started) / 1000
}

async function correctTime(window: Page, { occurredOn, startTime, endTime }: TypedVisit): Promise<void> {
  for (const [label, text] of [
    ['结束', endTime],
    ['开始', startTime],
    ['日期', occurredOn],
  ] as const) {
    if (!text) continue
    await tabTo(window, label, 'Shift+Tab')
    await window.keyboard.press('Control+a')
    await window.keyboard.type(text)
  }
}

/** Presses Tab until the control with this label has the focus, as a person does. */
async function tabTo(window: Page, label: string, key = 'Tab'): Promise<void> {
  const target = window.getByLabel(label, { exact: true }).first()
  for (let presses = 0; presses < 40; presses++) {
    if (
      await target.evaluate((element) => element === element.ownerDocument.activeElement).catch(() => false)
    )
      return
    await window.keyboard.press(key)
  }
  throw new Error(`Tab does not reach ${label}`)
}

/** A visit as the form saves one; whose, when and what was said are for the caller to add. */
export const plainVisit = {
  type: 'door_to_door',
  mode: 'onsite',
  startTime: '09:30',
  endTime: null,
  place: null,
  ourPeople: [{ personId: null, name: '样例甲', post: '副局长' }],
  theirPeople: [{ personId: null, name: '样例戊', post: '副总经理' }],
  noCounterpartReason: null,
  outcome: null,
  outcomeLevel: null,
  investIntent: null,
  nextStep: null,
  nextOwnerId: null,
  nextOwner: null,
  nextDue: null,
  leaderActions: [],
  confidentiality: 'internal',
  newEnterprise: null,
} satisfies Partial<Input<'visits.save'>>
