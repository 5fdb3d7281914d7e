import { z } from 'zod'

/** A local calendar day, `yyyy-mm-dd`. Compares as text. */
export type CalendarDate = string

/** Years before 1800 and after 2199 are slips of the keyboard. */
const pattern = /^(?:1[89]|2[01])\d{2}-\d{2}-\d{2}$/
const dayMs = 86_400_000

function toUtc(date: CalendarDate): Date {
  return new Date(`${date}T00:00:00Z`)
}

/** True for a day that exists and somebody can mean: neither `2026-02-30` nor `9999-12-31`. */
export function isCalendarDate(text: string): boolean {
  if (!pattern.test(text)) return false
  const date = toUtc(text)
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text
}

export const CalendarDateSchema = z.string('required').refine(isCalendarDate, 'date')
export const OptionalCalendarDate = z
  .string()
  .transform((value) => (value === '' ? null : value))
  .nullable()
  .default(null)
  .refine((value) => value === null || isCalendarDate(value), 'date')

/** Wall-clock time `HH:mm`, or nothing. */
export const OptionalTime = z
  .string()
  .transform((value) => (value === '' ? null : value))
  .nullable()
  .default(null)
  .refine((value) => value === null || /^([01]\d|2[0-3]):[0-5]\d$/.test(value), 'time')

/** The day `days` later (earlier when negative). */
export function addDays(date: CalendarDate, days: number): CalendarDate {
  return new Date(toUtc(date).getTime() + days * dayMs).toISOString().slice(0, 10)
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return Math.round((toUtc(to).getTime() - toUtc(from).getTime()) / dayMs)
}

/** Every day from `from` to `to`, both included; empty when `to` is earlier. */
export function eachDay(from: CalendarDate, to: CalendarDate): CalendarDate[] {
  return Array.from({ length: Math.max(0, daysBetween(from, to) + 1) }, (_, index) => addDays(from, index))
}

/** `2026年1月5日`, the form of official documents: no leading zeros (GB/T 9704-2012, 7.3.5.5). */
export function officialDate(date: CalendarDate): string {
  const [year, month, day] = date.split('-')
  return `${Number(year)}年${Number(month)}月${Number(day)}日`
}

/** `1月5日`, for dates inside a text whose year is known. */
export function officialMonthDay(date: CalendarDate): string {
  const [, month, day] = date.split('-')
  return `${Number(month)}月${Number(day)}日`
}

/** Monday of the week is 1, Sunday is 7. */
export function weekday(date: CalendarDate): number {
  return toUtc(date).getUTCDay() || 7
}
