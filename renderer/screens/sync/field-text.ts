import { z } from 'zod'
import { Badge } from '#shared/domain/enterprises.ts'
import { entityOf } from '#shared/domain/entities.ts'
import { Transfer, transferField } from '#shared/domain/transfers.ts'
import { Attendee, LeaderAction } from '#shared/domain/visits.ts'
import type { EnumName } from '../../lib/enums.ts'
import { formatAmount, formatDay, formatInstant, formatMoney } from '../../lib/format.ts'
import { i18n } from '../../lib/i18n.ts'
import { badgeText } from '../enterprises/badge-text.ts'

/** Where the names of a table's fields stand among the texts. */
const fieldTexts: Readonly<Record<string, string>> = {
  enterprises: 'enterprises:field',
  contacts: 'contacts:field',
  contactPosts: 'contacts:field',
  trips: 'trips:field',
  tripMembers: 'trips:member',
  tripLegs: 'trips:leg',
  visits: 'visits:field',
  demands: 'promises:field',
  commitments: 'promises:field',
  followUps: 'promises:field',
  attachments: 'attachments:field',
  industryChains: 'chains:field',
  chainLinks: 'chains:field',
  minutes: 'minutes:field',
  negotiationTopics: 'negotiations:field',
  negotiationRounds: 'negotiations:field',
  projects: 'projects:field',
  targetListItems: 'enterprises:field',
  publishedListItems: 'enterprises:field',
}

/** Fields that hold a code, with the list of the `enums` texts that names it. */
const codedFields: Readonly<Record<string, EnumName>> = {
  'enterprises.status': 'enterpriseStatuses',
  'enterprises.ownership': 'ownerships',
  'enterprises.priority': 'priorities',
  'enterprises.targetLevel': 'targetLevels',
  'enterprises.industrySection': 'industrySections',
  'contacts.gender': 'genders',
  'trips.kind': 'tripKinds',
  'trips.state': 'tripStates',
  'trips.region': 'regions',
  'tripMembers.role': 'tripRoles',
  'tripLegs.half': 'halfDays',
  'visits.type': 'visitTypes',
  'visits.mode': 'visitModes',
  'visits.outcomeLevel': 'outcomeLevels',
  'visits.confidentiality': 'confidentialities',
  'notes.confidentiality': 'confidentialities',
  'minutes.confidentiality': 'confidentialities',
  'attachments.confidentiality': 'confidentialities',
  'attachments.kind': 'attachmentKinds',
  'targetListItems.level': 'targetLevels',
  'publishedListItems.level': 'targetLevels',
  'negotiationRounds.state': 'negotiationStates',
  'demands.category': 'demandCategories',
  'demands.state': 'demandStates',
  'industryChains.status': 'chainStatuses',
  'chainLinks.position': 'linkPositions',
  'chainLinks.state': 'linkStates',
  'projects.kind': 'projectKinds',
  'projects.stage': 'projectStages',
  'projects.class': 'projectClasses',
}

/** Amounts in 万元 whose names do not say so. */
const moneyFields = new Set(['visits.investIntent'])

/** Fields that say nothing to a person: who made the record stands beside it, the rest is bookkeeping. */
const silentFields = new Set([
  'createdBy',
  'createdAt',
  'origin',
  'importBatchId',
  'position',
  'deleted',
  'mergedFrom',
  'ownerTable',
  'noteEdits.kind',
  'noteEdits.generation',
  'noteEdits.covers',
  'noteEdits.authored',
  'attachments.mime',
  'attachments.sha256',
  'attachments.width',
  'attachments.height',
  'attachments.durationMs',
  'attachments.thumb',
  'ignoredPairs.kind',
  'savedViews.place',
  'savedViews.filter',
  'savedViews.columns',
])

/** Whether a field is bookkeeping, which no screen and no text for people shows the value of. */
export const isSilent = (table: string, field: string): boolean =>
  silentFields.has(field) || silentFields.has(`${table}.${field}`)

/** Names of records that values point to, by id. */
type Names = Readonly<Record<string, string>>

const day = /^\d{4}-\d{2}-\d{2}$/
const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/
const identifier = z.uuid()

/** A field as the forms name it; the code where no form shows it. */
export function fieldText(table: string, field: string): string {
  const forms = fieldTexts[table]
  const keys = [
    ...(forms ? [`${forms}.${field}`, `${forms}.${field.replace(/Id$/, '')}`] : []),
    `sync:field.${field}`,
  ]
  const key = keys.find((each) => i18n.exists(each))
  return key ? i18n.t(key) : field
}

/** What a table's records are called. */
export function tableText(table: string): string {
  return i18n.t([`sync:table.${table}`, 'sync:table.other'])
}

/** Several things one after the other: `甲、乙`, `A, B`. */
export const listText = (parts: readonly string[]): string =>
  parts.filter((part) => part !== '').join(i18n.language === 'en' ? ', ' : '、')

/** A value as a person reads it; empty text for nothing, and for a reference whose name is not known here. */
export function valueText(table: string, field: string, value: unknown, names: Names = {}): string {
  if (value === null || value === undefined || value === '') return ''
  if (Array.isArray(value)) return listText(value.map((each) => valueText(table, field, each, names)))
  if (typeof value === 'number')
    return moneyFields.has(`${table}.${field}`) ? formatMoney(value) : formatAmount(value)
  if (typeof value === 'boolean') return i18n.t(value ? 'forms:yes' : 'forms:no')
  if (typeof value === 'object') return objectText(field, value)
  const text = String(value)
  const list = codedFields[`${table}.${field}`]
  if (list) return i18n.t([`enums:${list}.${text}`, text])
  if (day.test(text)) return formatDay(text)
  if (instant.test(text)) return formatInstant(text)
  return identifier.safeParse(text).success ? (names[text] ?? '') : text
}

/** A badge, a person with a post, a leader's action; anything else as its parts. */
function objectText(field: string, value: object): string {
  if (field === 'badges') {
    const badge = Badge.safeParse(value)
    if (badge.success) return badgeText(badge.data)
  }
  if (field === 'ourPeople' || field === 'theirPeople') {
    const person = Attendee.safeParse(value)
    if (person.success) return [person.data.name, person.data.post].filter(Boolean).join(' ')
  }
  if (field === 'leaderActions') {
    const action = LeaderAction.safeParse(value)
    if (action.success)
      return `${action.data.leader} ${i18n.t(`enums:leaderActionItems.${action.data.item}`)}`
  }
  if (field === transferField) {
    const transfer = Transfer.safeParse(value)
    if (transfer.success) return transfer.data.reason
  }
  return Object.values(value)
    .filter((part) => typeof part === 'string' || typeof part === 'number')
    .join(' ')
}

/** The fields of a change that say something to a person, with name and readable value, in the order written. */
export function readableValues(
  table: string,
  values: Readonly<Record<string, unknown>>,
  names: Names = {},
): readonly { readonly field: string; readonly name: string; readonly text: string }[] {
  return Object.entries(values)
    .filter(([field]) => !isSilent(table, field))
    .map(([field, value]) => ({
      field,
      name: fieldText(table, field),
      text: valueText(table, field, value, names),
    }))
    .filter(({ text }) => text !== '')
}

/** How an own value for a field is typed or chosen; null where only one of the versions can be kept. */
export type ValueInput =
  | { readonly kind: 'text' | 'number' | 'list' | 'date' }
  | { readonly kind: 'choice'; readonly list: EnumName }
  | null

/** How a value of one's own can be put into a field whose present values are `values`. */
export function valueInput(table: string, field: string, values: readonly unknown[]): ValueInput {
  const list = codedFields[`${table}.${field}`]
  if (list) return { kind: 'choice', list }
  switch (entityOf(table)?.fields[field]?.column) {
    case 'text':
      if (/Id$/.test(field)) return null
      return { kind: values.some((value) => typeof value === 'string' && day.test(value)) ? 'date' : 'text' }
    case 'integer':
    case 'real':
      return { kind: 'number' }
    case 'json':
      return values.every(isListOfText) ? { kind: 'list' } : null
    default:
      return null
  }
}

/** A value as it is typed: numbers without separators, days and codes as they are kept. */
export function typedText(input: ValueInput, value: unknown): string {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value) && input?.kind === 'list') return value.join('、')
  return String(value)
}

/** What was typed as a value of the field, or the key of the `validation` text that says why it is none. */
export function parseTyped(
  table: string,
  field: string,
  input: ValueInput,
  typed: string,
): { readonly value: TypedValue } | { readonly problem: string } {
  const raw = rawValue(input, typed)
  const parsed = entityOf(table)?.fields[field]?.schema.safeParse(raw)
  if (!parsed) return { value: raw }
  if (!parsed.success) return { problem: parsed.error.issues[0]?.message ?? 'required' }
  return { value: parsed.data as TypedValue }
}

function rawValue(input: ValueInput, typed: string): TypedValue {
  switch (input?.kind) {
    case 'list':
      return typed
        .split(/[、,，;；\n]/)
        .map((part) => part.trim())
        .filter((part) => part !== '')
    case 'number':
      return typed.trim() === '' ? null : Number(typed)
    case 'date':
    case 'choice':
      return typed === '' ? null : typed
    default:
      return typed
  }
}

/** What a person can put in for a field. */
export type TypedValue = string | number | null | string[]

function isListOfText(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === 'string')
}
