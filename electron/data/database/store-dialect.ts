import {
  CamelCasePlugin,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  type QueryCompiler,
  type QueryResult,
  type RootOperationNode,
  SqliteDialect,
  SqliteQueryCompiler,
  type UnknownRow,
} from 'kysely'

/** `ownerId` in our code, `owner_id` in the store, by the rules of Kysely's plugin. */
class Names extends CamelCasePlugin {
  inStore(name: string): string {
    return this.snakeCase(name)
  }

  inCode(name: string): string {
    return this.camelCase(name)
  }
}

const names = new Names()

/**
 * SQLite whose tables and columns bear the store's names. They are put in while the text is made: the plugin copies
 * the whole tree of each query for it, which costs more than making the text.
 */
export class StoreDialect extends SqliteDialect {
  override createQueryCompiler(): QueryCompiler {
    return new StoreQueryCompiler()
  }
}

class StoreQueryCompiler extends SqliteQueryCompiler {
  protected override sanitizeIdentifier(identifier: string): string {
    return super.sanitizeIdentifier(names.inStore(identifier))
  }
}

/** Gives what was read the names it has in our code. */
export class NamesInCode {
  transformQuery({ node }: PluginTransformQueryArgs): RootOperationNode {
    return node
  }

  async transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    const [first] = result.rows
    if (!first) return result
    const columns = Object.keys(first)
    const inCode = columns.map((column) => names.inCode(column))
    if (inCode.every((name, at) => name === columns[at])) return result
    const rows = result.rows.map((row) => {
      const renamed: UnknownRow = {}
      for (let at = 0; at < columns.length; at += 1) renamed[inCode[at] ?? ''] = row[columns[at] ?? '']
      return renamed
    })
    return { ...result, rows }
  }
}
