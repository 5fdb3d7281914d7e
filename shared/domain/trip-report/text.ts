import { type CalendarDate, officialDate, officialMonthDay } from '../calendar.ts'

const fullWidth: Readonly<Record<string, string>> = {
  ',': '，',
  ';': '；',
  ':': '：',
  '?': '？',
  '!': '！',
}
const wide = '[\\u3000-\\u303f\\u3400-\\u9fff\\uff00-\\uffef]'
const mark = new RegExp(`(?<=${wide})\\s*([,;:?!])\\s*|\\s*([,;:?!])\\s*(?=${wide})`, 'g')
const endingStop = new RegExp(`(?<=${wide})\\.(?!\\d)`, 'g')
const brackets = new RegExp(`\\((?=[^()]*${wide})([^()]*)\\)|(?<=${wide})\\(([^()]*)\\)`, 'g')
const between = new RegExp(`(?<=${wide})[ \\t]+(?=${wide})`, 'g')

/**
 * Typed text as an official document writes it: one line, full-width punctuation beside Chinese characters, curly
 * quotes, no stray blanks, no empty brackets, no punctuation at the end. Decimals, times and thousands separators
 * are left alone. Null or blank input gives an empty text.
 */
export function officialText(text: string | null | undefined): string {
  if (!text) return ''
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map(trimEnd)
    .join('；')
    .replace(
      brackets,
      (_, inner: string | undefined, after: string | undefined) => `（${inner ?? after ?? ''}）`,
    )
    .replace(mark, (_, a: string | undefined, b: string | undefined) => fullWidth[a ?? b ?? ''] ?? '')
    .replace(endingStop, '。')
    .replace(between, '')
    .replace(/"([^"]*)"/g, '“$1”')
    .replace(/（\s*）|\(\s*\)/g, '')
    .replace(/[\s，、；。：,;.]+$/u, '')
}

function trimEnd(line: string): string {
  return line.replace(/[\s，、；。,;.]+$/u, '')
}

/** The text closed by one full stop; nothing stays nothing. */
export function sentence(text: string): string {
  if (text === '') return ''
  return /[。！？]$/u.test(text) ? text : `${text.replace(/[，、；：]+$/u, '')}。`
}

/** The texts that say something, as sentences one after the other. */
export function sentences(texts: readonly string[]): string {
  return texts.map(sentence).join('')
}

/**
 * Lines a person typed as a list, without the numbering they typed (`1.`, `一、`, `（一）`, `①`), so that the
 * report can number them itself.
 */
export function listedLines(text: string | null): string[] {
  return (text ?? '')
    .split(/\r?\n/)
    .map((line) =>
      officialText(
        line
          .trim()
          .replace(
            /^(?:[（(][一二三四五六七八九十\d]+[）)]|[一二三四五六七八九十]+、|\d+[.、．)）](?!\d)|[①-⑳])\s*/u,
            '',
          ),
      ),
    )
    .filter((line) => line !== '')
}

/**
 * An amount given in 万元 as prose writes it: from one 亿元 on in 亿元 with two decimals, below it in 万元, with two
 * decimals unless whole.
 */
export function officialAmount(tenThousands: number): string {
  if (tenThousands >= 10_000) return `${(tenThousands / 10_000).toFixed(2)}亿元`
  return `${Number.isInteger(tenThousands) ? tenThousands : tenThousands.toFixed(2)}万元`
}

/** `11月18日至20日`, `11月30日至12月2日`; the year is written where it differs from `today`'s or changes. */
export function officialPeriod(from: CalendarDate, to: CalendarDate, today: CalendarDate): string {
  const start = dayIn(from, today)
  if (from === to) return start
  if (from.slice(0, 4) !== to.slice(0, 4)) return `${officialDate(from)}至${officialDate(to)}`
  const end = from.slice(0, 7) === to.slice(0, 7) ? `${Number(to.slice(8))}日` : officialMonthDay(to)
  return `${start}至${end}`
}

/** `11月18日` in the year of `today`, `2025年11月18日` in another. */
export function dayIn(date: CalendarDate, today: CalendarDate): string {
  return date.slice(0, 4) === today.slice(0, 4) ? officialMonthDay(date) : officialDate(date)
}

/** 一, 二, … 十, 十一, … 九十九. */
export function chineseNumber(value: number): string {
  const digits = ['', '一', '二', '三', '四', '五', '六', '七', '八', '九']
  const tens = Math.floor(value / 10)
  return `${tens > 1 ? (digits[tens] ?? '') : ''}${tens > 0 ? '十' : ''}${digits[value % 10] ?? ''}`
}

/** The value once, in the order of first appearance. */
export function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)]
}
