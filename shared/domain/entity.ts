import { z } from 'zod'

/**
 * How two devices' writes to one record meet (domain brief 4.6): `author` records are written by their author
 * alone, `shared` ones merge field by field, `server` ones wait for the server's word, `published` ones are
 * written by the server only.
 */
export type MergeClass = 'author' | 'shared' | 'server' | 'published'

/**
 * How concurrent writes of one field meet: of a `register` one value is shown and the other kept; a `set` unites
 * what was put in and honours what was taken out. The value of a set is an array.
 */
export type MergeKind = 'register' | 'set'

/** How the device's typed table keeps a field. `boolean` is 0/1, `json` is text. */
export type ColumnKind = 'text' | 'integer' | 'real' | 'boolean' | 'json'

export interface Field<S extends z.ZodType = z.ZodType> {
  readonly schema: S
  readonly column: ColumnKind
  readonly merge: MergeKind
  /** Two different concurrent values are put before a person instead of only being kept in history. */
  readonly surfaced: boolean
  /** The field's text is found by the search box. */
  readonly searched: boolean
  /** Column headings under which offices keep this field in their spreadsheets. */
  readonly synonyms: readonly string[]
}

interface FieldOptions {
  readonly surfaced?: boolean
  readonly searched?: boolean
  readonly synonyms?: readonly string[]
}

export type Fields = Readonly<Record<string, Field>>

function field<S extends z.ZodType>(
  schema: S,
  column: ColumnKind,
  options: FieldOptions = {},
  merge: MergeKind = 'register',
): Field<S> {
  return {
    schema,
    column,
    merge,
    surfaced: options.surfaced ?? false,
    searched: options.searched ?? false,
    synonyms: options.synonyms ?? [],
  }
}

/** Text that must be there. Messages are keys of the `validation` texts. */
export const requiredText = (max: number, options?: FieldOptions) =>
  field(z.string('required').trim().min(1, 'required').max(max, 'too-long'), 'text', options)

/** Text that may be absent; empty input becomes null. */
export const optionalText = (max: number, options?: FieldOptions) =>
  field(
    z
      .string()
      .trim()
      .max(max, 'too-long')
      .transform((value) => (value === '' ? null : value))
      .nullable()
      .default(null),
    'text',
    options,
  )

/** One of a closed list of codes. */
export const choice = <const T extends readonly [string, ...string[]]>(codes: T, options?: FieldOptions) =>
  field(z.enum(codes, 'required'), 'text', options)

/** One of a closed list of codes, or nothing. */
export const optionalChoice = <const T extends readonly [string, ...string[]]>(
  codes: T,
  options?: FieldOptions,
) => field(z.enum(codes).nullable().default(null), 'text', options)

/** A number that may be absent; `max` inclusive, never negative. */
export const optionalNumber = (max: number, options?: FieldOptions) =>
  field(z.number('number').min(0, 'negative').max(max, 'too-large').nullable().default(null), 'real', options)

/** A whole number that may be absent. */
export const optionalInteger = (max: number, options?: FieldOptions) =>
  field(
    z.number('number').int('integer').min(0, 'negative').max(max, 'too-large').nullable().default(null),
    'integer',
    options,
  )

/** A whole number that must be there; `max` inclusive, never negative. */
export const requiredInteger = (max: number, options?: FieldOptions) =>
  field(z.number('required').int('integer').min(0, 'negative').max(max, 'too-large'), 'integer', options)

/** Yes or no, `no` unless said. */
export const flag = (options?: FieldOptions) => field(z.boolean().default(false), 'boolean', options)

/** A structured value kept as one field: it merges as a whole. */
export const structured = <S extends z.ZodType>(schema: S, options?: FieldOptions) =>
  field(schema, 'json', options)

/** A list whose elements merge one by one; `schema` is that of the whole list. */
export const setOf = <S extends z.ZodType>(schema: S, options?: Omit<FieldOptions, 'surfaced'>) =>
  field(schema, 'json', options, 'set')

/** Any other text-shaped schema (dates, identifiers). */
export const textOf = <S extends z.ZodType>(schema: S, options?: FieldOptions) =>
  field(schema, 'text', options)

/** Identifier of a record, UUIDv7 made on the device that creates it. */
export const RecordId = z.uuid('required')
export type RecordId = string

/** UTC instant, ISO 8601 with milliseconds. */
export const Instant = z.iso.datetime({ error: 'date' })

/** Fields that every synced record carries besides its own. Set by the data host, never by a form. */
const commonFields = {
  unitId: textOf(RecordId),
  createdBy: textOf(RecordId),
  createdAt: textOf(Instant),
  origin: choice(['manual', 'import', 'server']),
  importBatchId: textOf(RecordId.nullable().default(null)),
} as const

type Shape<F extends Fields> = { [K in keyof F]: F[K]['schema'] }

export interface Entity<T extends string = string, F extends Fields = Fields> {
  readonly table: T
  readonly mergeClass: MergeClass
  /** Fields of a known record that change only by the server's decision, asked for by a request. */
  readonly serverDecided: readonly string[]
  /** Roles that may write it, null where every role may that may read it. */
  readonly writers: readonly string[] | null
  /** The entity's own fields, without the common ones. */
  readonly fields: F
  /** Own and common fields. */
  readonly allFields: Fields
  /** What a form hands in: the entity's own fields. */
  readonly draft: z.ZodObject<Shape<F>>
  /** A whole record as the data host and the server keep it. */
  readonly record: z.ZodObject<Shape<F & typeof commonFields> & { id: typeof RecordId }>
  /** Scopes whose members may read a record with these values. */
  readonly scopes: (values: Readonly<Record<string, unknown>>) => readonly string[]
}

/** Declares an entity once for tables, contract, forms, import, export and sync. */
export function defineEntity<const T extends string, const F extends Fields>(declaration: {
  readonly table: T
  readonly mergeClass: MergeClass
  readonly serverDecided?: readonly string[]
  readonly writers?: readonly string[]
  readonly fields: F
  readonly scopes: (values: Readonly<Record<string, unknown>>) => readonly string[]
}): Entity<T, F> {
  const allFields = { ...commonFields, ...declaration.fields }
  const shapeOf = <G extends Fields>(fields: G) =>
    Object.fromEntries(Object.entries(fields).map(([name, { schema }]) => [name, schema])) as Shape<G>
  return {
    ...declaration,
    serverDecided: declaration.serverDecided ?? [],
    writers: declaration.writers ?? null,
    allFields,
    draft: z.object(shapeOf(declaration.fields)),
    record: z.object({ ...shapeOf(allFields), id: RecordId }) as Entity<T, F>['record'],
  }
}
