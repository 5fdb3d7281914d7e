import { beforeAll, describe, expect, it } from 'vitest'
import { i18n } from '../../../renderer/lib/i18n.ts'
import { pillOf } from '../../../renderer/lib/pill.ts'
import { stripOf } from '../../../renderer/lib/strip.ts'
import { spokenAddress, spokenCode, typedAddress } from '../../../renderer/screens/exchange/bundle-text.ts'
import { differencesOf } from '../../../renderer/screens/sync/difference.ts'
import {
  parseTyped,
  readableValues,
  typedText,
  valueInput,
  valueText,
} from '../../../renderer/screens/sync/field-text.ts'
import { heldTogether } from '../../../renderer/screens/sync/held-together.ts'
import { keptByMaker, keptSum } from '../../../renderer/screens/sync/kept-text.ts'
import { logDays } from '../../../renderer/screens/sync/log-lines.ts'
import { fieldOfDetail, refusalAdvice, refusalText } from '../../../renderer/screens/sync/refusal-text.ts'
import { canRepair, repairOf, withRow } from '../../../renderer/screens/sync/repair.ts'
import {
  type Awaited,
  type SyncLogEntry,
  type SyncStatus,
  syncLogKinds,
  waitEnded,
  waitOver,
} from '../../../shared/contract/sync.ts'
import common from '../../../shared/i18n/zh-CN/common.json' with { type: 'json' }
import enterprises from '../../../shared/i18n/zh-CN/enterprises.json' with { type: 'json' }
import enums from '../../../shared/i18n/zh-CN/enums.json' with { type: 'json' }
import errors from '../../../shared/i18n/zh-CN/errors.json' with { type: 'json' }
import forms from '../../../shared/i18n/zh-CN/forms.json' with { type: 'json' }
import sync from '../../../shared/i18n/zh-CN/sync.json' with { type: 'json' }
import visits from '../../../shared/i18n/zh-CN/visits.json' with { type: 'json' }
import { QuarantineReason } from '../../../shared/sync/protocol.ts'

beforeAll(() =>
  i18n.init({
    lng: 'zh-CN',
    resources: { 'zh-CN': { common, enterprises, enums, errors, forms, sync, visits } },
    interpolation: { escapeValue: false },
  }),
)

const someId = '019a0000-0000-7000-8000-000000000001'

describe('Values in the sync centre', () => {
  it('are read as people write them: badges, people, codes, days and amounts', () => {
    const badge = { type: 'private500', listYear: 2025, rank: 312, level: null, category: null }
    expect(valueText('enterprises', 'badges', [badge])).toBe('民营500强 2025年 第312名')
    const people = [{ personId: null, name: '样例甲', post: '副局长' }]
    expect(valueText('visits', 'ourPeople', people)).toBe('样例甲 副局长')
    expect(valueText('contacts', 'phones', ['13800000001', '0755-88880000'])).toBe(
      '13800000001、0755-88880000',
    )
    expect(valueText('visits', 'outcomeLevel', 'clear_intent')).toBe('明确意向')
    expect(valueText('visits', 'nextDue', `${new Date().getFullYear()}-11-22`)).toContain('11月22日')
    expect(valueText('enterprises', 'investIntent', 50_000)).toBe('50,000')
    // The name of this field, unlike that one's, does not say in what it is counted.
    expect(valueText('visits', 'investIntent', 50_000)).toBe('50,000 万元')
  })
  it('name the record they point to, and say nothing where its name is not known here', () => {
    expect(valueText('visits', 'tripId', someId, { [someId]: '赴深圳招商' })).toBe('赴深圳招商')
    expect(valueText('visits', 'tripId', someId)).toBe('')
  })
  it('leave out what says nothing to a person', () => {
    const written = { createdBy: someId, origin: 'manual', topics: '谈了用地', place: null }
    expect(readableValues('visits', written)).toEqual([
      { field: 'topics', name: '洽谈内容', text: '谈了用地' },
    ])
  })
})

describe('Long texts that contend', () => {
  const marked = (...texts: string[]) => differencesOf(texts).map(({ differs }) => differs)
  it('are told apart where they differ, so that nobody reads them whole', () => {
    expect(marked('电价不高于0.42元，六个月内完成', '电价不高于0.38元，六个月内完成')).toEqual(['42', '38'])
    expect(marked('前三年免租', '前三年免租，第四年减半')).toEqual(['', '，第四年减半'])
    expect(marked('甲乙丙', '甲丁丙', '甲乙戊丙')).toEqual(['乙', '丁', '乙戊'])
  })
  it('are put together again from their pieces, letters beyond the basic plane whole', () => {
    const texts = ['样例𠮷公司', '样例𡈽公司', '']
    const whole = differencesOf(texts).map(({ before, differs, after }) => before + differs + after)
    expect(whole).toEqual(texts)
    expect(marked('样例𠮷公司', '样例𡈽公司')).toEqual(['𠮷', '𡈽'])
  })
})

describe('A value of one’s own', () => {
  it('is chosen for a code, picked for a day and typed for anything else', () => {
    expect(valueInput('enterprises', 'status', ['talks'])).toEqual({
      kind: 'choice',
      list: 'enterpriseStatuses',
    })
    expect(valueInput('trips', 'startOn', ['2026-11-21', '2026-11-22'])).toEqual({ kind: 'date' })
    expect(valueInput('enterprises', 'investIntent', [1, 2])).toEqual({ kind: 'number' })
    expect(valueInput('visits', 'tripId', [someId])).toBeNull()
  })
  it('must fit the field as in its form', () => {
    const number = { kind: 'number' } as const
    expect(parseTyped('enterprises', 'investIntent', number, '-5')).toEqual({ problem: 'negative' })
    expect(parseTyped('enterprises', 'investIntent', number, '')).toEqual({ value: null })
    const list = { kind: 'list' } as const
    expect(parseTyped('contacts', 'phones', list, '138、139')).toEqual({ value: ['138', '139'] })
    expect(typedText(list, ['138', '139'])).toBe('138、139')
  })
})

describe('What was sent back', () => {
  it('names the field, or the trip it would have been brought into', () => {
    const refusal = { table: 'enterprises', reason: 'invalid', detail: 'uscc' }
    expect(refusalText(refusal)).toBe('“统一社会信用代码”的内容不符合要求')
    expect(fieldOfDetail(`trip:${someId}`)).toBe('tripId')
    expect(refusalText({ table: 'visits', reason: 'not-allowed', detail: `trip:${someId}` })).toContain(
      '“行程”',
    )
  })
  it('has words and advice for every reason of the server', () => {
    const reasons = QuarantineReason.options
    expect(reasons.filter((reason) => !(reason in sync.reason && reason in sync.advice))).toEqual([])
  })
  it('is advised to be mended where it points to a record its author may not see, and to ask otherwise', () => {
    const refusal = { reason: 'not-allowed', detail: `trip:${someId}` }
    expect(refusalAdvice(refusal, true)).toContain('修改后上传')
    expect(refusalAdvice(refusal)).not.toContain('修改后上传')
    expect(refusalAdvice({ ...refusal, detail: null }, true)).not.toContain('修改后上传')
  })
  it('says that a wait has ended, by whom, and what was missing', () => {
    const over = { table: 'visits', reason: 'not-yours', detail: waitOver }
    expect(refusalText(over)).toContain('等了 45 天')
    const ended = { table: 'visits', reason: 'not-allowed', detail: waitEnded }
    expect(refusalText(ended)).toContain('您结束了等待')
    expect(refusalAdvice(ended)).toContain('权限')
    expect(refusalAdvice(over)).toContain('另建一条')
  })
  it('is told in plain words also where a newer server gives a reason of its own', () => {
    expect(refusalText({ table: 'visits', reason: 'some-new-reason', detail: null })).toBe(sync.reason.other)
  })
  it('is mended in the form of its record, in its row where it is one of several', () => {
    const change = { recordId: someId, detail: null, values: {}, names: {}, isHere: true, owner: null }
    expect(canRepair({ ...change, table: 'visits', kind: 'update' })).toBe(true)
    expect(canRepair({ ...change, table: 'visits', kind: 'delete' })).toBe(false)
    expect(canRepair({ ...change, table: 'tripLegs', kind: 'update' })).toBe(false)
    expect(withRow([{ id: 'a', name: '甲' }], 'a', { name: '乙' })).toEqual([{ id: 'a', name: '乙' }])
    expect(withRow([], 'b', { name: '乙' })).toEqual([{ id: 'b', name: '乙' }])
  })

  it('opens minutes that never reached the server again under the visit they are of', async () => {
    const change = { table: 'minutes', recordId: someId, kind: 'create', detail: 'title', names: {} } as const
    const values = { title: '', visitId: 'v1', enterpriseId: 'e1', createdBy: someId }
    const gone = { ...change, values, isHere: false, owner: null }
    expect(canRepair(gone)).toBe(true)
    expect(await repairOf(gone)).toEqual({
      path: `/minutes/new?id=${someId}&visit=v1&field=title`,
      draftKey: 'minutes:new:v1',
      body: { title: '', visitId: 'v1', enterpriseId: 'e1' },
    })
    const changed = { ...change, kind: 'update', values: { title: '' }, isHere: true, owner: null } as const
    expect(await repairOf(changed)).toMatchObject({ path: `/minutes/${someId}/edit?field=title` })
  })
})

describe('Changes that wait for a server which was set back', () => {
  const change = {
    table: 'visits',
    recordId: someId,
    title: '走访',
    home: null,
    kind: 'update',
    fields: [],
    at: '',
  }
  const waits = (opId: string, awaits: Awaited | null) => ({
    ...change,
    opId,
    reason: null,
    detail: null,
    awaits,
  })
  it('stand together by what they wait for, from the first day to the last', () => {
    const jia: Awaited = { lacks: 'record', author: '样例甲', since: '2026-11-02', until: '2026-12-17' }
    const later = { ...jia, since: '2026-11-05', until: '2026-12-20' }
    const right: Awaited = { ...jia, lacks: 'right', author: null }
    const groups = heldTogether([waits('1', later), waits('2', right), waits('3', null), waits('4', jia)])
    expect(groups.map(({ changes }) => changes.map(({ opId }) => opId))).toEqual([['1', '4'], ['2']])
    expect(groups[0]?.awaits).toEqual({ ...jia, until: '2026-12-20' })
  })
})

describe('A laptop that is to be handed over', () => {
  it('names whose records a restored server lacks', () => {
    const kept = [
      { author: '样例甲', count: 3 },
      { author: null, count: 1 },
    ]
    expect(keptSum({ kept })).toBe(4)
    expect(keptByMaker({ kept })).toBe('（样例甲 3 条、未知人员 1 条）')
  })
})

describe('The sync log', () => {
  const entry: SyncLogEntry = {
    id: 1,
    kind: 'uploaded',
    at: '2026-11-22T04:00:00.000Z',
    lastAt: '2026-11-22T04:00:00.000Z',
    times: 1,
    count: 7,
    failed: 0,
    scope: null,
    scopeName: null,
    code: null,
  }
  it('counts a night without a network in one line, from when to when', () => {
    const night = {
      ...entry,
      kind: 'failed',
      times: 37,
      at: '2026-11-22T01:00:00.000Z',
      code: 'server/unreachable',
    }
    const [line] = logDays([night])[0]?.lines ?? []
    expect(line?.time).toMatch(/^\d\d:\d\d–\d\d:\d\d$/)
    expect(line?.note).toBe('连接不上服务器 · 共 37 次')
  })
  it('shows lines under their day and marks those with something refused', () => {
    const days = logDays([entry, { ...entry, id: 0, failed: 1, lastAt: '2026-11-20T04:00:00.000Z' }])
    expect(days).toHaveLength(2)
    expect(days[0]?.lines[0]).toMatchObject({ text: '上传了 7 处改动', late: null })
    expect(days[1]?.lines[0]?.late).toBe('note')
  })
  it('never says of what was sent back that it was uploaded', () => {
    const [some] = logDays([{ ...entry, failed: 2 }])[0]?.lines ?? []
    expect(some).toMatchObject({ text: '上传了 5 处改动', note: '另有 2 处被服务器退回' })
    const [none] = logDays([{ ...entry, count: 3, failed: 3 }])[0]?.lines ?? []
    expect(none).toMatchObject({ text: '3 处改动被服务器退回', note: '', late: 'text' })
    const [down] = logDays([{ ...entry, kind: 'downloaded', failed: 1 }])[0]?.lines ?? []
    expect(down).toMatchObject({ text: '收到 7 处改动', note: '其中 1 处本机没有看懂，已暂存' })
  })
  it('has words for every kind of line', () => {
    expect(syncLogKinds.filter((kind) => !(kind in sync.log.kind))).toEqual([])
  })
  it('shows a kind of line that only a newer version knows', () => {
    expect(logDays([{ ...entry, kind: 'newer' }])[0]?.lines[0]?.text).toBe(sync.log.kind.other)
  })
})

describe('What is always in view', () => {
  const calm: SyncStatus = {
    phase: 'idle',
    waiting: 0,
    progress: null,
    refused: 0,
    conflicts: 0,
    lastSyncedAt: null,
    problem: null,
    clockOffsetSeconds: 0,
  }
  it('says that nothing may be written before anything else', () => {
    expect(pillOf({ ...calm, conflicts: 2, problem: 'account/lease-ended' }).key).toBe('read-only')
    expect(stripOf({ ...calm, problem: 'account/lease-ended' })).toEqual({ kind: 'lease-ended' })
  })
  it('blames the clock where only the clock says that nothing may be written', () => {
    const leaseByClock = { clock: '2027-01-01T02:00:00.000Z', heardAt: '2026-11-22T06:32:00.000Z' }
    const status = { ...calm, problem: 'account/lease-ended', leaseByClock }
    expect(pillOf(status).key).toBe('check-clock')
    expect(stripOf(status)).toEqual({ kind: 'lease-clock', ...leaseByClock })
  })
  it('tells of a full disk: nothing new can be kept', () => {
    expect(stripOf({ ...calm, problem: 'store/disk-full' })).toEqual({ kind: 'disk-full' })
  })
  it('tells of a network that wants a sign-in, of data coming in, and never of being offline', () => {
    expect(stripOf({ ...calm, problem: 'server/captive-portal' })).toEqual({ kind: 'captive-portal' })
    const receiving = { done: 12, total: 90 }
    expect(stripOf({ ...calm, receiving })).toEqual({ kind: 'receiving', ...receiving })
    expect(stripOf({ ...calm, problem: 'server/unreachable' })).toBeNull()
  })
})

describe('The direct exchange', () => {
  it('takes the address as the other screen shows it, typed with an input method too', () => {
    expect(typedAddress(' 192.168.43.12:41234 ')).toEqual({ address: '192.168.43.12', port: 41_234 })
    expect(typedAddress('192。168。43。12：41234')).toEqual({ address: '192.168.43.12', port: 41_234 })
    expect(typedAddress(spokenAddress('fe80::1', 41_234))).toEqual({ address: 'fe80::1', port: 41_234 })
    for (const wrong of ['', '192.168.43.12', '192.168.43.12:0', '192.168.43.12:99999', 'a b:1'])
      expect(typedAddress(wrong)).toBeNull()
  })
  it('shows the six digits in the groups in which they are read out', () => {
    expect(spokenCode('482913')).toBe('482 913')
  })
})
