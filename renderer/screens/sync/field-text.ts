import { entityOf } from '#shared/domain/entities.ts'
import { formatAmount } from '../../lib/format.ts'
import { i18n } from '../../lib/i18n.ts'

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
  notes: 'enterprises:note',
}

/** Fields that hold a code, with the list of the `enums` texts that names it. */
const codedFields: Readonly<Record<string, string>> = {
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
  'demands.category': 'demandCategories',
  'demands.state': 'demandStates',
}

/** A field as the forms name it; the code where no form shows it. */
export function fieldText(table: string, field: string): string {
  const key = `${fieldTexts[table] ?? ''}.${field}`
  return i18n.exists(key) ? i18n.t(key) : field
}

/** What a table's records are called. */
export function tableText(table: string): string {
  return i18n.t([`sync:table.${table}`, 'sync:table.other'])
}

/** A value as a person reads it; empty text for nothing. */
export function valueText(table: string, field: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return ''
  if (Array.isArray(value)) return value.map((each) => valueText(table, field, each)).join('、')
  if (typeof value === 'number') return formatAmount(value)
  if (typeof value === 'boolean') return i18n.t(value ? 'forms:yes' : 'forms:no')
  if (typeof value === 'object') return Object.values(value).filter(Boolean).join(' ')
  const list = codedFields[`${table}.${field}`]
  return list ? i18n.t([`enums:${list}.${value}`, String(value)]) : String(value)
}

/** How an own value for a field is typed; null where only one of the versions can be chosen. */
export type ValueInput = 'text' | 'number' | 'list' | null

/** How a value of one's own can be typed into a field whose present values are `values`. */
export function valueInput(table: string, field: string, values: readonly unknown[]): ValueInput {
  if (codedFields[`${table}.${field}`]) return null
  switch (entityOf(table)?.fields[field]?.column) {
    case 'text':
      return /Id$/.test(field) ? null : 'text'
    case 'integer':
    case 'real':
      return 'number'
    case 'json':
      return values.every(isListOfText) ? 'list' : null
    default:
      return null
  }
}

/** A value as it is typed: numbers without separators. */
export function typedText(table: string, field: string, value: unknown): string {
  return typeof value === 'number' ? String(value) : valueText(table, field, value)
}

/** What was typed as a value of the field, or the key of the `validation` text that says why it is none. */
export function parseTyped(
  table: string,
  field: string,
  input: ValueInput,
  typed: string,
): { readonly value: TypedValue } | { readonly problem: string } {
  const raw =
    input === 'list'
      ? typed
          .split(/[、,，;；\n]/)
          .map((part) => part.trim())
          .filter((part) => part !== '')
      : input === 'number'
        ? typed.trim() === ''
          ? null
          : Number(typed)
        : typed
  const parsed = entityOf(table)?.fields[field]?.schema.safeParse(raw)
  if (!parsed) return { value: raw }
  if (!parsed.success) return { problem: parsed.error.issues[0]?.message ?? 'required' }
  return { value: parsed.data as TypedValue }
}

/** What a person can type for a field. */
export type TypedValue = string | number | null | string[]

function isListOfText(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === 'string')
}
