import { useEffect, useRef, useState } from 'react'
import type { AppError } from '#shared/contract/errors.ts'
import type { Position } from '#shared/contract/negotiations.ts'
import type { PositionField } from '#shared/domain/negotiations.ts'
import { appError, call } from '../../lib/client.ts'
import { onFlush } from '../../lib/flush.ts'
import { newId } from '../../lib/ids.ts'

/** What of a topic and a round is known besides what was said. */
export interface PlaceInLedger {
  readonly topicId: string
  readonly enterpriseId: string
  readonly tripId: string | null
  readonly visitId: string | null
  readonly occurredOn: string
}

type Said = Pick<Position, PositionField>
const nothing: Said = { ask: null, offer: null, gap: null, decider: null, state: 'open' }

/** So long after the last key what was typed is saved without leaving the field. */
const idleMs = 2000

export interface PositionHandle {
  readonly said: Said
  readonly type: (field: PositionField, text: string) => void
  /** Saves what was typed, if anything. */
  readonly commit: () => void
  /** Takes back what was typed and is not saved. */
  readonly revert: () => void
  readonly error: AppError | null
}

/**
 * What one topic says in one round, typed in place. The first words make the record; each save tells what was shown,
 * so that a field nobody touched here keeps what a colleague wrote in it.
 */
export function usePosition(position: Position | undefined, place: PlaceInLedger): PositionHandle {
  const [freshId] = useState(newId)
  const [typed, setTyped] = useState<Partial<Said>>({})
  const [error, setError] = useState<AppError | null>(null)
  const isThere = useRef(false)
  const pending = useRef<Partial<Said>>({})
  /** What the field showed when its first letter was typed. */
  const shown = useRef<Partial<Said>>({})
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const stored: Said = position ?? nothing
  const latest = useRef({ position, place, stored })
  latest.current = { position, place, stored }

  const save = async () => {
    clearTimeout(timer.current)
    const changes = pending.current
    const before = shown.current
    if (Object.keys(changes).length === 0) return
    pending.current = {}
    shown.current = {}
    const now = latest.current
    const isNew = now.position === undefined && !isThere.current
    isThere.current = true
    try {
      await call('negotiations.saveRound', {
        ...pickSaid(now.stored),
        ...changes,
        ...now.place,
        id: now.position?.id ?? freshId,
        seen: isNew ? null : { ...pickSaid(now.stored), ...before },
      })
      setError(null)
      setTyped((current) => without(current, changes))
    } catch (thrown) {
      if (isNew) isThere.current = false
      // What was typed stays in the field and is tried again with the next key or when the field is left.
      pending.current = { ...changes, ...pending.current }
      shown.current = { ...shown.current, ...before }
      setError(appError(thrown))
    }
  }
  const saving = useRef(save)
  saving.current = save
  useEffect(() => {
    const stop = onFlush(() => saving.current())
    return () => {
      stop()
      void saving.current()
    }
  }, [])

  return {
    said: { ...stored, ...typed },
    type: (field, text) => {
      const value = text === '' && field !== 'state' ? null : text
      if (!(field in shown.current)) shown.current = { ...shown.current, [field]: stored[field] }
      pending.current = { ...pending.current, [field]: value }
      setTyped((current) => ({ ...current, [field]: value }))
      clearTimeout(timer.current)
      timer.current = setTimeout(() => void saving.current(), idleMs)
    },
    commit: () => void saving.current(),
    revert: () => {
      clearTimeout(timer.current)
      pending.current = {}
      shown.current = {}
      setTyped({})
      setError(null)
    },
    error,
  }
}

const pickSaid = ({ ask, offer, gap, decider, state }: Said): Said => ({ ask, offer, gap, decider, state })

/** What was typed without what is saved now; what came while it was being saved stays. */
function without(typed: Partial<Said>, saved: Partial<Said>): Partial<Said> {
  const left = Object.entries(typed).filter(([field, value]) => saved[field as PositionField] !== value)
  return Object.fromEntries(left) as Partial<Said>
}
