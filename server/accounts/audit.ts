import type { Database } from '../database/open-database.ts'

export interface AuditEntry {
  readonly action: string
  readonly actor?: string | null
  readonly device?: string | null
  readonly entity?: string | null
  /** Never the text of notes, passwords or tokens. */
  readonly detail?: Readonly<Record<string, string | number | boolean | null>>
}

/** Notes who did what in the append-only audit log; to be called in the transaction of the deed. */
export async function audit(db: Database, entry: AuditEntry): Promise<void> {
  await db
    .insertInto('audit')
    .values({
      action: entry.action,
      actor: entry.actor ?? null,
      device: entry.device ?? null,
      entity: entry.entity ?? null,
      detail: JSON.stringify(entry.detail ?? {}),
    })
    .execute()
}
