import { useEffect, useRef } from 'react'
import type { UseFormReturn } from 'react-hook-form'
import { useWatch } from 'react-hook-form'
import type { TripDetail, TripSummary } from '#shared/contract/trips.ts'
import type { Attendee } from '#shared/domain/visits.ts'
import { call } from '../../lib/client.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import type { VisitFormOutput, VisitFormValues } from './visit-form.ts'

type Form = UseFormReturn<VisitFormValues, unknown, VisitFormOutput>

const attendees = (trip: TripDetail): Attendee[] =>
  trip.members.map(({ userId, name, post }) => ({ personId: userId, name, post }))

/**
 * Fills the trip of the day and its members into a new visit when I am one of them, and the members of a trip that
 * was chosen by hand. What a person has changed is never written over.
 * `active`: only a new visit without a recovered draft. `fillIn` keeps what is filled in from counting as typed.
 * @returns the trips the visit can belong to, for the field's list.
 */
export function useTripPrefill(
  form: Form,
  { active, me, fillIn }: { active: boolean; me: string; fillIn: (fill: () => void) => void },
): readonly TripSummary[] {
  const day = useWatch({ control: form.control, name: 'occurredOn' })
  const tripId = useWatch({ control: form.control, name: 'tripId' })
  const trips = useLiveQuery('trips.on', day ? { date: day } : null)
  /** People this hook has filled in; while the field still holds them it may be filled again. */
  const filled = useRef(JSON.stringify(form.getValues('ourPeople')))
  const offered = useRef(false)
  const first = trips.data?.[0]?.id

  useEffect(() => {
    if (!active || offered.current || !first || form.getValues('tripId')) return
    offered.current = true
    call('trips.get', { id: first }).then(
      (trip) => {
        const mine = trip?.members.some((member) => member.userId === me) ?? false
        if (mine && !form.getValues('tripId')) fillIn(() => form.setValue('tripId', first))
      },
      // Without the trip the form is filled in by hand.
      () => undefined,
    )
  }, [active, first, form, me, fillIn])

  useEffect(() => {
    if (!active || !tripId) return
    let current = true
    call('trips.get', { id: tripId }).then(
      (trip) => {
        if (!current || !trip || trip.members.length === 0) return
        if (JSON.stringify(form.getValues('ourPeople')) !== filled.current) return
        const people = attendees(trip)
        filled.current = JSON.stringify(people)
        fillIn(() => form.setValue('ourPeople', people))
      },
      () => undefined,
    )
    return () => {
      current = false
    }
  }, [active, tripId, form, fillIn])

  return trips.data ?? []
}
