import { randomBytes } from 'node:crypto'
import { v7 } from 'uuid'
import type { z } from 'zod'
import { entities, entityOf, type TableName } from '#shared/domain/entities.ts'
import { parseClocks, unpackState } from '#shared/sync/clocks.ts'
import { type Hlc, laterHlc, nextHlc } from '#shared/sync/hlc.ts'
import {
  applyOp,
  baseFor,
  greatestStamp,
  lifeOf,
  mergeStates,
  type RecordState,
  valuesOf,
  visibleStamps,
} from '#shared/sync/merge.ts'
import { deletedField, Op } from '#shared/sync/op.ts'
import { ChangesResponse, PushResponse, type SignInResponse } from '#shared/sync/protocol.ts'
import { setChangeTo } from '#shared/sync/sets.ts'
import type { App } from '../../server/routes/context.ts'

type SignedIn = z.infer<typeof SignInResponse>['user']

interface Held {
  state: RecordState
  readonly scopes: Set<string>
}

/** A device as docs/protocol.md describes one, kept in memory: it writes, pushes and pulls by the wire protocol. */
export class ServerDevice {
  readonly id: string
  readonly token: string
  readonly user: SignedIn
  /** What the device received, by `<table> <id>`. */
  readonly records = new Map<string, Held>()
  readonly cursors = new Map<string, number>()
  /** Kinds of the changes received, in order: `<scope> <kind> <table> <id>`. */
  readonly received: string[] = []
  grants: readonly string[] = []
  /** How far the device's clock is off, in milliseconds. */
  clockError = 0
  readonly #app: App
  readonly #time: { readonly now: number }
  readonly #incarnation: string
  readonly #node = randomBytes(8).toString('hex')
  #last: Hlc | null = null
  #seq = 0

  constructor(options: {
    app: App
    time: { readonly now: number }
    id: string
    incarnation: string
    token: string
    user: SignedIn
  }) {
    this.#app = options.app
    this.#time = options.time
    this.#incarnation = options.incarnation
    this.id = options.id
    this.token = options.token
    this.user = options.user
  }

  /** A whole new record of this user, with the values that the entity demands. */
  create(table: TableName, values: Readonly<Record<string, unknown>>, id = v7()): Op {
    const common = {
      unitId: this.user.unitId,
      createdBy: this.user.id,
      createdAt: new Date(this.#time.now).toISOString(),
      origin: 'manual',
      importBatchId: null,
    }
    const { id: _, ...whole } = entities[table].record.parse({ ...common, ...values, id })
    return this.set(table, id, whole)
  }

  /** Writes fields of a record, having seen what the device holds of it. */
  set(table: string, id: string, values: Readonly<Record<string, unknown>>, changes: Partial<Op> = {}): Op {
    this.#last = nextHlc(this.#last, this.#time.now + this.clockError, this.#node)
    const hlc = this.#last
    const state = this.state(table, id)
    const fields = Object.fromEntries(
      Object.entries(values).map(([name, v]) => {
        const base = baseFor(state, name, false)
        return [name, { v, hlc, base, ...setChange(table, name, state, v) }]
      }),
    )
    const op = Op.parse({
      opId: v7(),
      device: this.id,
      incarnation: this.#incarnation,
      localSeq: ++this.#seq,
      table,
      id,
      kind: 'set',
      fields,
      schemaVersion: 1,
      author: this.user.id,
      ...changes,
    })
    this.#apply(op, null)
    return op
  }

  delete(table: string, id: string): Op {
    return this.set(
      table,
      id,
      { [deletedField]: { covers: visibleStamps(this.state(table, id)) } },
      { kind: 'delete' },
    )
  }

  state(table: string, id: string): RecordState {
    return this.records.get(`${table} ${id}`)?.state ?? {}
  }

  values(table: string, id: string) {
    return valuesOf(this.state(table, id))
  }

  /** Whether the device received the record and it lives. */
  sees(table: string, id: string): boolean {
    const held = this.records.get(`${table} ${id}`)
    return held !== undefined && held.scopes.size > 0 && lifeOf(held.state) !== 'deleted'
  }

  /** Sends a request as this device. */
  async request(method: 'GET' | 'POST', url: string, payload?: object) {
    const headers = { authorization: `Bearer ${this.token}` }
    return this.#app.inject({ method, url, headers, ...(payload ? { payload } : {}) })
  }

  async pushRaw(ops: readonly unknown[]) {
    return this.request('POST', '/push', { device: this.id, incarnation: this.#incarnation, ops })
  }

  async push(...ops: readonly unknown[]): Promise<z.infer<typeof PushResponse>['results']> {
    const response = await this.pushRaw(ops)
    if (response.statusCode !== 200) throw new Error(`${response.statusCode} ${response.body}`)
    return PushResponse.parse(response.json()).results
  }

  /** Pulls page after page until nothing is left. @throws when a feed has a hole. */
  async pull(limit = 1000): Promise<void> {
    for (let more = true; more; ) {
      const since = [...this.cursors].map(([scope, seq]) => `since=${encodeURIComponent(`${scope}@${seq}`)}`)
      const response = await this.request('GET', `/changes?${[...since, `limit=${limit}`].join('&')}`)
      if (response.statusCode !== 200) throw new Error(`${response.statusCode} ${response.body}`)
      more = this.#take(ChangesResponse.parse(response.json()))
    }
  }

  #take(page: ChangesResponse): boolean {
    this.grants = page.grants
    for (const { scope, changes } of page.scopes) {
      for (const change of changes) {
        if (change.seq !== (this.cursors.get(scope) ?? 0) + 1) throw new Error(`hole in ${scope}`)
        this.cursors.set(scope, change.seq)
        const { table, id } =
          change.kind === 'op' ? change.op : change.kind === 'enter' ? change.record : change
        this.received.push(`${scope} ${change.kind} ${table} ${id}`)
        if (change.kind === 'op') this.#apply(change.op, scope)
        else if (change.kind === 'leave') this.records.get(`${table} ${id}`)?.scopes.delete(scope)
        else {
          const state = unpackState(parseClocks(JSON.stringify(change.record.clocks)), change.record.values)
          this.#keep(table, id, mergeStates(this.state(table, id), state), scope)
        }
      }
    }
    return page.more
  }

  #apply(op: Op, scope: string | null): void {
    this.#keep(op.table, op.id, applyOp(this.state(op.table, op.id), op).state, scope)
  }

  #keep(table: string, id: string, state: RecordState, scope: string | null): void {
    const scopes = this.records.get(`${table} ${id}`)?.scopes ?? new Set()
    if (scope !== null) scopes.add(scope)
    this.records.set(`${table} ${id}`, { state, scopes })
    this.#last = laterHlc(this.#last, greatestStamp(state))
  }
}

/** What a write of a list that unites changes in it; nothing for any other field. */
function setChange(table: string, name: string, state: RecordState, v: unknown) {
  if (entityOf(table)?.allFields[name]?.merge !== 'set' || !Array.isArray(v)) return {}
  const seen = valuesOf(state)[name]
  const set = setChangeTo(state[name]?.set, Array.isArray(seen) ? seen : [], v)
  return set ? { set } : {}
}
