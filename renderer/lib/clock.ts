import { useEffect, useState } from 'react'
import type { CalendarDate } from '#shared/domain/calendar.ts'

const two = (value: number): string => String(value).padStart(2, '0')

/** The local calendar day of an instant, `yyyy-mm-dd`. */
export function localDate(at: Date): CalendarDate {
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}

/** The local wall-clock time of an instant, `HH:mm`. */
export function localTime(at: Date): string {
  return `${two(at.getHours())}:${two(at.getMinutes())}`
}

/** Today's local day. */
export const today = (): CalendarDate => localDate(new Date())

/** Today's local day, also after midnight has passed with the window open. */
export function useToday(): CalendarDate {
  const [day, setDay] = useState(today)
  useEffect(() => {
    const timer = setInterval(() => setDay(today()), 30_000)
    return () => clearInterval(timer)
  }, [])
  return day
}
