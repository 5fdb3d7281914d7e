import { describe, expect, it } from 'vitest'
import { normaliseUscc, usccProblem } from '../../../shared/domain/uscc.ts'

describe('a unified social credit code', () => {
  it.each([
    ['91350100M000100Y43', null],
    // The sum is a multiple of 31: the check digit is 0, not the 31st character.
    ['91350102M000100Y40', null],
    ['91350100M000100Y44', 'uscc-check-digit'],
    ['91350100M000100Y4', 'uscc-length'],
    ['91350100M000100Y433', 'uscc-length'],
    ['', 'uscc-length'],
    ['9135O100M000100Y43', 'uscc-alphabet'],
    ['9135I100M000100Y43', 'uscc-alphabet'],
    ['9135z100M000100Y43', 'uscc-alphabet'],
    ['19350100M000100Y43', 'uscc-check-digit'],
  ])('%s is judged by its length, letters and check digit', (code, problem) => {
    expect(usccProblem(code)).toBe(problem)
  })

  it('is wrong as soon as any one character is another', () => {
    const code = '91350100M000100Y43'
    for (let index = 0; index < code.length; index += 1) {
      const other = code.charAt(index) === '7' ? '8' : '7'
      expect(usccProblem(code.slice(0, index) + other + code.slice(index + 1)), String(index)).not.toBeNull()
    }
  })

  it('is kept in capitals, half width and without spaces', () => {
    expect(normaliseUscc(' ９１350100 m000100y43 ')).toBe('91350100M000100Y43')
  })
})
