import { describe, expect, it } from 'vitest'
import { attachmentOf, rangeOf } from '../../../electron/main/files-address.ts'

const scheme = 'outpost-file'
const id = '01935f6e-7b1a-7c3d-8e4f-0123456789ab'

describe('The address of an attachment', () => {
  it('names one attachment by its id', () => {
    expect(attachmentOf(`outpost-file://attachment/${id}`, scheme)).toBe(id)
  })

  it.each([
    `outpost-file://attachment/../${id}/..%2f..%2fkeyring.json`,
    'outpost-file://attachment/..%2fkeyring.json',
    'outpost-file://attachment/%00',
    'outpost-file://attachment/etc/passwd',
    `outpost-file://other/${id}`,
    `outpost-file://user@attachment/${id}`,
    `outpost-file://attachment/${id}?x=1`,
    `outpost-file://attachment/${id}/more`,
    `file://attachment/${id}`,
    'outpost-file://attachment/',
    'nonsense',
  ])('leads nowhere else: %s', (address) => {
    expect(attachmentOf(address, scheme)).toBeUndefined()
  })
})

describe('A part of a recording', () => {
  it.each([
    [null, null],
    ['bytes=0-', { start: 0, end: 1000 }],
    ['bytes=100-199', { start: 100, end: 200 }],
    ['bytes=900-5000', { start: 900, end: 1000 }],
    ['bytes=-100', { start: 900, end: 1000 }],
    ['bytes=-5000', { start: 0, end: 1000 }],
    ['bytes=1000-', 'unsatisfiable'],
    ['bytes=200-100', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=0-1,5-6', null],
    ['rows=1-2', null],
  ] as const)('is what was asked for: %s', (header, expected) => {
    expect(rangeOf(header, 1000)).toEqual(expected)
  })
})
