import { describe, expect, it } from 'vitest'
import { unfinishedForms, unfinishedVisits } from '../../../renderer/lib/draft-titles.ts'
import { addressOf, matchingCommands } from '../../../renderer/screens/search/commands.ts'
import { followUpGroups } from '../../../renderer/screens/today/follow-up-groups.ts'
import type { FollowUpRow } from '../../../shared/contract/promises.ts'

const id = '019a0000-0000-7000-8000-000000000001'

const followUp = (title: string, dueOn: string | null): FollowUpRow => ({
  id,
  unitId: id,
  createdBy: id,
  createdAt: '2026-11-01T00:00:00.000Z',
  origin: 'manual',
  importBatchId: null,
  enterpriseId: null,
  visitId: null,
  tripId: null,
  title,
  ownerId: null,
  owner: null,
  dueOn,
  doneOn: null,
  enterpriseName: null,
  overdue: false,
  safety: 'local',
})

describe('My follow-ups', () => {
  it('stand by urgency: overdue, today, within a week, later, each by date', () => {
    const rows = [
      followUp('无期限', null),
      followUp('下月', '2026-12-22'),
      followUp('后天', '2026-11-24'),
      followUp('今天', '2026-11-22'),
      followUp('昨天', '2026-11-21'),
      followUp('上周', '2026-11-15'),
    ]
    const groups = followUpGroups(rows, '2026-11-22')
    expect(groups.map(({ key, rows }) => [key, rows.map(({ title }) => title)])).toEqual([
      ['overdue', ['上周', '昨天']],
      ['today', ['今天']],
      ['week', ['后天']],
      ['later', ['下月', '无期限']],
    ])
  })
})

describe('Unfinished visits', () => {
  it('are offered newest first, a new one and a change of a saved one each at its address', () => {
    const drafts = [
      { key: `visit:${id}`, body: { enterpriseName: '样例企业' }, updatedAt: '2026-11-22T01:00:00.000Z' },
      { key: `visit:new:${id}`, body: { enterpriseName: '' }, updatedAt: '2026-11-22T02:00:00.000Z' },
      { key: 'trip:new', body: {}, updatedAt: '2026-11-22T03:00:00.000Z' },
    ]
    expect(unfinishedVisits(drafts).map(({ path, enterpriseName }) => [path, enterpriseName])).toEqual([
      [`/visits/new?draft=${id}`, null],
      [`/visits/${id}/edit`, '样例企业'],
    ])
  })
})

describe('Other unfinished forms', () => {
  it('are offered too, newest first, each where it opens again', () => {
    const draft = (key: string, body: object, hour: number) => ({
      key,
      body: JSON.parse(JSON.stringify(body)),
      updatedAt: `2026-11-22T0${hour}:00:00.000Z`,
    })
    const drafts = [
      draft(`visit:new:${id}`, {}, 9),
      draft('card:new', { values: { name: '样例辛' } }, 8),
      draft(`minutes:new:${id}`, { visitId: id, title: '会谈纪要' }, 7),
      draft(`minutes:new:${id}`, { enterpriseId: id }, 6),
      draft('trip:new', { title: '赴深圳' }, 5),
      draft(`chain:${id}`, { name: '电池' }, 4),
      draft(`followUp:${id}`, { title: '送材料' }, 3),
      draft(`stage:${id}:talks`, {}, 2),
      draft('anything:else', {}, 1),
    ]
    expect(unfinishedForms(drafts).map(({ about, path, name }) => [about, path, name])).toEqual([
      ['card', '/contacts/card', '样例辛'],
      ['minutes', `/minutes/new?visit=${id}`, '会谈纪要'],
      ['minutes', `/minutes/new?enterprise=${id}`, null],
      ['trips', '/trips/new', '赴深圳'],
      ['industryChains', `/chains/${id}/edit`, '电池'],
      ['followUps', `/promises?tab=followUps&open=${id}`, '送材料'],
      ['projects', `/projects/${id}`, null],
      [null, null, null],
    ])
  })
})

describe('The search palette', () => {
  it('opens a note at its enterprise and everything else at its own page', () => {
    const hit = {
      ...{ id, title: { text: '', ranges: [] }, context: null, excerpt: null },
      ...{ enterpriseId: 'e', chainId: 'c' },
    }
    expect(addressOf({ ...hit, table: 'notes' })).toBe('/enterprises/e?tab=talks')
    expect(addressOf({ ...hit, table: 'visits' })).toBe(`/visits/${id}`)
    expect(addressOf({ ...hit, table: 'industryChains' })).toBe(`/chains/${id}`)
    expect(addressOf({ ...hit, table: 'chainLinks' })).toBe(`/chains/c?link=${id}`)
  })
  it('finds a command by any of its words', () => {
    const commands = [
      { path: '/visits/new', name: 'Record a visit' },
      { path: '/sync', name: 'Go to: Sync' },
    ]
    expect(matchingCommands(commands, 'visit REC').map(({ path }) => path)).toEqual(['/visits/new'])
    expect(matchingCommands(commands, '')).toHaveLength(2)
  })
})
