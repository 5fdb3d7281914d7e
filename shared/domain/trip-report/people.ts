import { tripRoles } from '../enumerations.ts'
import type { TripMember } from '../trips.ts'
import type { Attendee } from '../visits.ts'
import type { TripReportInput } from './input.ts'
import { distinct } from './text.ts'

/** A member as official texts name them; a post or phone not written for the trip is taken from the user. */
export interface Delegate {
  readonly member: TripMember
  readonly name: string
  readonly organisation: string | null
  readonly post: string | null
  readonly phone: string | null
}

const last = Number.MAX_SAFE_INTEGER

/** The delegation in the order of official texts: the leader, then by rank, then as entered (domain brief 5.8). */
export function delegates(input: Pick<TripReportInput, 'members' | 'users' | 'units'>): Delegate[] {
  const users = new Map(input.users.map((user) => [user.id, user]))
  const units = new Map(input.units.map((unit) => [unit.id, unit]))
  return input.members
    .map((member) => {
      const user = member.userId === null ? undefined : users.get(member.userId)
      const unit = user && units.get(user.unitId)
      return {
        member,
        name: member.name,
        organisation: member.organisation ?? unit?.name ?? null,
        post: member.post ?? user?.post ?? null,
        phone: member.phone ?? user?.phone ?? null,
        leads: member.role === 'leader' ? 0 : 1,
        rank: member.rankOrder ?? user?.rankOrder ?? last,
        role: tripRoles.indexOf(member.role),
      }
    })
    .sort((a, b) => a.leads - b.leads || a.rank - b.rank || a.role - b.role)
    .map(({ leads: _leads, rank: _rank, role: _role, ...delegate }) => delegate)
}

/** `市招商局局长样例甲` at first mention; `样例甲同志` of whom neither unit nor post is known. */
export function fullStyle(person: Pick<Delegate, 'name' | 'organisation' | 'post'>): string {
  const office = officeOf(person)
  return office === '' ? `${person.name}同志` : `${office}${person.name}`
}

/** `市招商局局长`: unit and post without saying the unit twice. */
export function officeOf(person: Pick<Delegate, 'organisation' | 'post'>): string {
  const organisation = person.organisation ?? ''
  const post = person.post ?? ''
  return post.startsWith(organisation) ? post : `${organisation}${post}`
}

/** `董事长样例丁、副总经理样例戊`; from the fifth person on `等×人`. Empty for nobody. */
export function styledNames(people: readonly Attendee[]): string {
  const named = people.map((person) => `${person.post ?? ''}${person.name}`)
  return named.length > 4 ? `${named.slice(0, 3).join('、')}等${named.length}人` : named.join('、')
}

/** `样例丁（董事长）`, as a table names a person. */
export function tabledName(person: Attendee): string {
  return person.post ? `${person.name}（${person.post}）` : person.name
}

/** Those of ours who were there, in the delegation's order; `全体成员` when nobody was missing. */
export function participants(people: readonly Attendee[], delegation: readonly Delegate[]): string {
  const order = new Map(delegation.map((delegate, index) => [delegate.name, index]))
  const names = distinct(people.map((person) => person.name)).sort(
    (a, b) => (order.get(a) ?? last) - (order.get(b) ?? last),
  )
  const everyone = delegation.length > 1 && names.length === delegation.length
  return everyone && names.every((name) => order.has(name)) ? '全体成员' : names.join('、')
}

/** `138****1000`: the middle of a telephone number hidden; short numbers are hidden whole. */
export function maskedPhone(phone: string): string {
  const digits = phone.replace(/\D/g, '')
  return digits.length < 8 ? '****' : `${digits.slice(0, 3)}****${digits.slice(-4)}`
}
