import type { OutcomeLevel, VisitType } from '../enumerations.ts'
import { outcomeWording, visitTypeWording } from '../report-wording.ts'
import type { Attendee } from '../visits.ts'
import { type Cell, cellText, nothingRead, plain, type Read } from './values.ts'

/** A visit of an import, not yet a record. */
export interface ImportedVisit {
  readonly occurredOn: string
  readonly type: VisitType
  readonly mode: 'onsite' | 'video' | 'phone'
  readonly place: string | null
  readonly ourPeople: readonly Attendee[]
  readonly theirPeople: readonly Attendee[]
  readonly topics: string | null
  readonly outcome: string | null
  readonly outcomeLevel: OutcomeLevel | null
  readonly investIntent: number | null
  readonly nextStep: string | null
  readonly nextOwner: string | null
  readonly nextDue: string | null
}

const typeWords: readonly (readonly [RegExp, VisitType])[] = [
  [/陌拜/, 'cold_call'],
  [/回访/, 'return_visit'],
  [/来访|接待/, 'inbound'],
  [/考察/, 'site_tour'],
  [/座谈/, 'symposium'],
  [/推介/, 'roadshow'],
  [/展会|展览|博览/, 'expo'],
  [/商会|协会/, 'chamber'],
  [/签约/, 'signing'],
  [/服务/, 'service'],
  [/上门|拜访|走访|登门|实地/, 'door_to_door'],
]

/** How a visit was made: `上门拜访`, `视频`, `电话`. What is neither stays as words. */
export function readVisitType(
  cell: Cell,
): Read<{ readonly type: VisitType | null; readonly mode: ImportedVisit['mode'] | null }> {
  const text = cellText(cell)
  if (text === '') return nothingRead
  const exact = Object.entries(visitTypeWording).find(([, wording]) => wording === text)?.[0]
  const type =
    (exact as VisitType | undefined) ?? typeWords.find(([pattern]) => pattern.test(text))?.[1] ?? null
  const mode = /视频|线上|网络/.test(text) ? 'video' : /电话|微信/.test(text) ? 'phone' : null
  if (type === null && mode === null) return { value: null, remarks: [], left: text }
  return plain({ type, mode })
}

/** `明确意向`, `有兴趣` and so on; anything else stays as words. */
export function readOutcomeLevel(cell: Cell): Read<OutcomeLevel> {
  const text = cellText(cell)
  if (text === '') return nothingRead
  const level = Object.entries(outcomeWording).find(([, wording]) => wording === text)?.[0]
  return level ? plain(level as OutcomeLevel) : { value: null, remarks: [], left: text }
}

const mostPeople = 50

/** People of one cell: `张三 副局长、李四（科长）`, in the order in which they stand. */
export function readPeople(cell: Cell): Read<readonly Attendee[]> {
  const people: Attendee[] = []
  const left: string[] = []
  for (const part of cellText(cell)
    .split(/[、,;\n]+/)
    .map((text) => text.trim())) {
    if (part === '' || /^(等|无|—+|-+)$/.test(part)) continue
    const [, name = '', post] = /^([^\s()]+)(?:\s+|\()?([^()]*)\)?$/.exec(part) ?? []
    if (name === '' || name.length > 60 || (post ?? '').length > 60 || people.length >= mostPeople)
      left.push(part)
    else people.push({ personId: null, name, post: post?.trim() || null })
  }
  return {
    value: people.length > 0 ? people : null,
    remarks: [],
    left: left.length > 0 ? left.join('、') : null,
  }
}
