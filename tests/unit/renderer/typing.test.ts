import { describe, expect, it } from 'vitest'
import { typedDate } from '../../../renderer/lib/typed-date.ts'
import { typedPeople, typedPerson } from '../../../renderer/lib/typed-person.ts'
import { typedTime } from '../../../renderer/lib/typed-time.ts'

describe('A person typed as 姓名 职务', () => {
  it('has the name before the first space and the post behind it', () => {
    expect(typedPerson('王总 副总经理')).toEqual({ name: '王总', post: '副总经理' })
  })
  it('may stand behind a full-width space and may have no post', () => {
    expect(typedPerson('李工　总工程师 ')).toEqual({ name: '李工', post: '总工程师' })
    expect(typedPerson('陈工')).toEqual({ name: '陈工', post: null })
  })
  it('is nobody where nothing was typed', () => {
    expect(typedPerson(' 　')).toBeUndefined()
  })
  it('is one of several when a list was pasted', () => {
    expect(typedPeople('王总 董事长、李工，\n陈工 主任').map(({ name }) => name)).toEqual([
      '王总',
      '李工',
      '陈工',
    ])
  })
})

describe('A time typed in a hurry', () => {
  it.each([
    ['9', '09:00'],
    ['930', '09:30'],
    ['14:5', '14:05'],
    ['9：30', '09:30'],
    ['9点半', '09:30'],
    ['21点05分', '21:05'],
    ['１４３０', '14:30'],
  ])('%s is understood as %s', (typed, time) => {
    expect(typedTime(typed)).toBe(time)
  })
  it('is nothing where the field is empty', () => {
    expect(typedTime('  ')).toBeNull()
  })
  it.each(['25', '9:75', '上午', '12345'])('%s is left for the form to point out', (typed) => {
    expect(typedTime(typed)).toBeUndefined()
  })
})

describe('A day typed in a hurry', () => {
  it.each([
    ['2026-11-5', '2026-11-05'],
    ['2026/11/05', '2026-11-05'],
    ['20261105', '2026-11-05'],
    ['2025年1月5日', '2025-01-05'],
    ['11.5', '2026-11-05'],
    ['11月5号', '2026-11-05'],
    ['1105', '2026-11-05'],
    ['明天', '2026-11-23'],
  ])('%s is understood as %s', (typed, day) => {
    expect(typedDate(typed, '2026-11-22')).toBe(day)
  })
  it.each(['', '2026-02-30', '下周', '13-1', '2026-11-020'])('%s is no day', (typed) => {
    expect(typedDate(typed, '2026-11-22')).toBeUndefined()
  })
})
