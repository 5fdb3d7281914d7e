const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]

/** Why a unified social credit code is not one. Each is a key of the `validation` texts. */
export type UsccProblem = 'uscc-length' | 'uscc-alphabet' | 'uscc-check-digit'

/** Upper case, full-width letters and digits to half width, no spaces: how a code is kept. */
export function normaliseUscc(text: string): string {
  // Some capitals fall apart anew.
  return text.normalize('NFKC').replace(/\s/g, '').toUpperCase().normalize('NFKC')
}

/**
 * Checks an 18-character unified social credit code (统一社会信用代码).
 * @returns null when it is valid, else the first problem.
 * Source: GB 32100-2015: characters without I, O, Z, S, V; check character
 * `31 - (sum of value * weight mod 31)`, 31 counting as 0.
 */
export function usccProblem(code: string): UsccProblem | null {
  if (code.length !== 18) return 'uscc-length'
  const values = Array.from(code, (character) => alphabet.indexOf(character))
  if (values.some((value) => value < 0)) return 'uscc-alphabet'
  const sum = weights.reduce((total, weight, index) => total + weight * (values[index] ?? 0), 0)
  const check = (31 - (sum % 31)) % 31
  return values[17] === check ? null : 'uscc-check-digit'
}
