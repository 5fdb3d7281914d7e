import type { SyncLogEntry } from '#shared/contract/sync.ts'
import { localDate } from '../../lib/clock.ts'
import { formatDay, formatTime } from '../../lib/format.ts'
import { i18n } from '../../lib/i18n.ts'

export interface LogLine {
  readonly id: number
  /** `14:32`, or `02:10–06:50` for a line that counts several times. */
  readonly time: string
  readonly text: string
  /** What part of the data, what went wrong, how often. */
  readonly note: string
  /** What a person should look at: the line itself, or what went wrong beside it. */
  readonly late: 'text' | 'note' | null
}

/** Kinds of lines that a person should look at. */
const alarming = new Set(['server-restored', 'checksum-mismatch', 'purge-held', 'lease-ended'])

/** The log as a person reads it: lines under their day, in the order they come in (the newest first). */
export function logDays(
  entries: readonly SyncLogEntry[],
  now: Date = new Date(),
): readonly { readonly day: string; readonly lines: readonly LogLine[] }[] {
  const days = new Map<string, LogLine[]>()
  for (const entry of entries) {
    const date = localDate(new Date(entry.lastAt))
    const lines = days.get(date) ?? []
    lines.push(lineOf(entry))
    days.set(date, lines)
  }
  return [...days].map(([date, lines]) => ({ day: formatDay(date, now), lines }))
}

function lineOf(entry: SyncLogEntry): LogLine {
  const { id, kind, at, lastAt, times, count, failed, scope, scopeName, code } = entry
  const known = i18n.exists(`sync:log.kind.${kind}`) ? kind : 'other'
  // What was sent back did not get there, though it went up: it is told apart from what did.
  const sentBack = kind === 'uploaded' ? failed : 0
  const taken = count - sentBack
  const [from, to] = [formatTime(at), formatTime(lastAt)]
  const notes = [
    sentBack > 0 && taken > 0 && i18n.t('sync:log.sentBack', { count: sentBack }),
    failed > sentBack && i18n.t('sync:log.setAside', { count: failed }),
    (scopeName ?? scopeText(scope)) && i18n.t('sync:log.scope', { name: scopeName ?? scopeText(scope) }),
    code && i18n.t([`errors:${code}.happened`, 'errors:internal.happened']).replace(/[。.]$/, ''),
    times > 1 && i18n.t('sync:log.times', { count: times }),
  ]
  return {
    id,
    time: from === to || times < 2 ? to : `${from}–${to}`,
    text:
      sentBack > 0 && taken <= 0
        ? i18n.t('sync:log.kind.sent-back', { count: sentBack })
        : i18n.t(`sync:log.kind.${known}`, { count: taken }),
    note: notes.filter(Boolean).join(' · '),
    late: alarming.has(kind) || (failed > 0 && taken <= 0) ? 'text' : failed > 0 ? 'note' : null,
  }
}

/** A part of the data whose name this device does not know, by its kind. */
function scopeText(scope: string | null): string {
  const kind = scope?.split(':')[0]
  return kind ? i18n.t([`sync:log.scopes.${kind}`, 'sync:log.scopes.other']) : ''
}
