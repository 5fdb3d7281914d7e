import { describe, expect, it } from 'vitest'
import {
  newVisit,
  VisitForm,
  visitFormOfDraft,
  visitToSave,
} from '../../../renderer/screens/visits/visit-form.ts'
import { contract } from '../../../shared/contract/index.ts'

const id = '019a0000-0000-7000-8000-000000000001'
const enterpriseId = '019a0000-0000-7000-8000-000000000002'
const me = { personId: '019a0000-0000-7000-8000-000000000003', name: '样例乙', post: '联络员' }
const beginning = { day: '2026-11-22', time: '14:30', me }
const filled = { ...newVisit(beginning), enterpriseId, enterpriseName: '样例企业' }

describe('A new visit', () => {
  it('lacks nothing but its enterprise', () => {
    const checked = VisitForm.safeParse(newVisit(beginning))
    expect(checked.error?.issues.map(({ path, message }) => [path.join('.'), message])).toEqual([
      ['enterpriseId', 'required'],
    ])
  })
  it('creates an enterprise that was only typed together with itself', () => {
    const save = visitToSave(id, VisitForm.parse({ ...filled, enterpriseIsNew: true }))
    expect(save.newEnterprise).toEqual({ name: '样例企业', city: null })
    expect(contract['visits.save'].input.safeParse(save).success).toBe(true)
  })
  it('says at the enterprise that its typed name is too long', () => {
    const tooLong = { ...filled, enterpriseIsNew: true, enterpriseName: '很'.repeat(201) }
    const issues = VisitForm.safeParse(tooLong).error?.issues ?? []
    expect(issues.map(({ path, message }) => [path.join('.'), message])).toEqual([
      ['enterpriseId', 'too-long'],
    ])
    expect(VisitForm.safeParse({ ...tooLong, enterpriseIsNew: false }).success).toBe(true)
  })
  it('has an owner of the next step only where there is a next step', () => {
    expect(visitToSave(id, VisitForm.parse(filled)).nextOwner).toBeNull()
    const withStep = VisitForm.parse({ ...filled, nextStep: '报送选址方案', nextDue: '2026-11-27' })
    expect(visitToSave(id, withStep)).toMatchObject({ nextOwner: '样例乙', nextOwnerId: me.personId })
  })
  it('comes back from its draft with what was typed, also when it is not complete', () => {
    expect(visitFormOfDraft({ enterpriseName: '样', topics: '未写完' }, beginning)).toMatchObject({
      enterpriseName: '样',
      topics: '未写完',
      occurredOn: '2026-11-22',
    })
    expect(visitFormOfDraft('not a form', beginning)).toBeNull()
  })
})
