import type {
  KyselyPlugin,
  PluginTransformQueryArgs,
  PluginTransformResultArgs,
  QueryResult,
  RootOperationNode,
  UnknownRow,
} from 'kysely'
import { entities } from '#shared/domain/entities.ts'

function fieldsOfKind(kind: 'json' | 'boolean'): ReadonlySet<string> {
  const all = Object.values(entities).flatMap(({ allFields }) => Object.entries(allFields))
  const names = new Set(all.filter(([, field]) => field.column === kind).map(([name]) => name))
  const twofold = all.find(([name, field]) => names.has(name) && field.column !== kind)
  if (twofold) throw new Error(`field ${twofold[0]} is kept as ${kind} in one table and otherwise in another`)
  return names
}

const jsonFields = fieldsOfKind('json')
const booleanFields = fieldsOfKind('boolean')

/**
 * Reads structured fields and yes/no fields of the entities as what they are. It goes by the column's name, so a
 * selected column keeps its name or comes as SQLite has it. Writing is `bindable`'s part.
 */
export class ValueMapping implements KyselyPlugin {
  transformQuery(args: PluginTransformQueryArgs): RootOperationNode {
    return args.node
  }

  async transformResult(args: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    const [first] = args.result.rows
    if (!first) return args.result
    const mapped = Object.keys(first).filter((name) => jsonFields.has(name) || booleanFields.has(name))
    if (mapped.length === 0) return args.result
    for (const row of args.result.rows) for (const name of mapped) row[name] = read(name, row[name])
    return args.result
  }
}

function read(name: string, value: unknown): unknown {
  if (value === null || value === undefined) return value
  if (booleanFields.has(name)) return value === 1
  return typeof value === 'string' ? JSON.parse(value) : value
}

/** A parameter as SQLite takes it: yes/no as 1/0, structured values as JSON text. */
export function bindable(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (value === undefined) return null
  if (typeof value === 'object' && value !== null && !(value instanceof Uint8Array))
    return JSON.stringify(value)
  return value
}
