import { leadingCity, leadingProvince } from './places.ts'

/** Endings and insertions that say how a firm is organised, not which firm it is. The longer ones first. */
const legalForms =
  /(股份有限责任公司|有限责任公司|股份有限公司|集团有限公司|有限公司|集团公司|分公司|子公司|总公司|公司|集团|股份)$/
const leastCore = 2
const leastAfterPlace = 3

/** A name without what two spellings of one firm differ in. */
export interface EnterpriseName {
  /** Lower case, no spaces, brackets, legal form or leading place. */
  readonly core: string
  /** Short name of the leading province or city that was taken off, or null. */
  readonly place: string | null
}

/**
 * Takes a name apart for comparison: NFKC, brackets opened (a bracketed place or 集团 is dropped), legal form and
 * leading place taken off. 上海汽车集团 and 广州汽车集团 have one core, so the place is kept beside it.
 */
export function enterpriseName(name: string): EnterpriseName {
  const opened = openBrackets(
    name
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[\s·•,.、，。"'“”‘’]/g, ''),
  )
  const whole = withoutLegalForm(opened.text)
  const { core, place } = withoutPlace(whole)
  return { core, place: place ?? opened.place }
}

/** True when two names can be one firm's: equal cores, and not two different places before them. */
export function isSameEnterpriseName(a: string, b: string): boolean {
  const [left, right] = [enterpriseName(a), enterpriseName(b)]
  if (left.core === '' || left.core !== right.core) return false
  return left.place === null || right.place === null || left.place === right.place
}

/** True for a name with 公司, 集团 and the like at its end: a registered name rather than an everyday one. */
export function hasLegalForm(name: string): boolean {
  return legalForms.test(openBrackets(name.normalize('NFKC').replace(/\s/g, '')).text)
}

const leastShortName = 3

/**
 * True when `short` looks like the everyday name of the firm `full`: 宁德时代 of 宁德时代新能源科技股份有限公司. It
 * carries no legal form, has at least three characters, and the full name begins with it, the place in or out.
 */
export function isShortNameOf(short: string, full: string): boolean {
  const typed = openBrackets(short.normalize('NFKC').toLowerCase().replace(/\s/g, '')).text
  if (typed.length < leastShortName || legalForms.test(typed)) return false
  const whole = openBrackets(full.normalize('NFKC').toLowerCase().replace(/\s/g, '')).text
  if (!legalForms.test(whole) || whole.length <= typed.length) return false
  return whole.startsWith(typed) || withoutPlace(whole).core.startsWith(typed)
}

/**
 * True when what is typed can mean a known firm: by its name or short name, whole or in everyday form, unless the
 * places before the two names are different ones.
 */
export function canMeanFirm(
  typed: string,
  known: { readonly name: string; readonly shortName: string | null },
): boolean {
  const [here, there] = [enterpriseName(typed).place, enterpriseName(known.name).place]
  if (here !== null && there !== null && here !== there) return false
  return [known.name, known.shortName].some(
    (name) =>
      name !== null &&
      (isSameEnterpriseName(name, typed) || isShortNameOf(name, typed) || isShortNameOf(typed, name)),
  )
}

/**
 * A name as it is kept: no spaces around it or between Chinese characters, full-width letters and digits made half
 * width, brackets in a Chinese name full width as in the register.
 */
export function tidyEnterpriseName(name: string): string {
  const tidy = name.normalize('NFKC').replace(/\s+/g, ' ').trim()
  if (!/\p{Script=Han}/u.test(tidy)) return tidy
  return tidy
    .replace(/(?<=[\p{Script=Han}()]) | (?=[\p{Script=Han}()])/gu, '')
    .replaceAll('(', '（')
    .replaceAll(')', '）')
}

function openBrackets(name: string): { text: string; place: string | null } {
  let place: string | null = null
  const text = name.replace(/[([{【〔《<]([^)\]}】〕》>]*)[)\]}】〕》>]/g, (_, inside: string) => {
    if (inside === '集团' || inside === '中国') return ''
    const found = leadingCity(inside) ?? leadingProvince(inside)
    if (found === undefined || found.rest !== '') return inside
    place = found.place.short
    return ''
  })
  return { text: text.replace(/[()[\]{}【】〔〕《》<>]/g, ''), place }
}

function withoutLegalForm(name: string): string {
  let rest = name
  while (legalForms.test(rest)) {
    const shorter = rest.replace(legalForms, '')
    if (shorter.length < leastCore) break
    rest = shorter
  }
  return rest
}

function withoutPlace(name: string): EnterpriseName {
  const province = leadingProvince(name)
  const city = leadingCity(province?.rest ?? '') ?? leadingCity(name)
  const found = city ?? province
  if (!found) return { core: name, place: null }
  // 阿里巴巴 does not come from 阿里, and 汽车 alone names nobody.
  if (found.rest.length < leastAfterPlace) return { core: found.place.short + found.rest, place: null }
  return { core: found.rest, place: found.place.short }
}
