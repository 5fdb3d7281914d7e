import { sql } from 'kysely'
import type { z } from 'zod'
import type { ProjectFilter, ProjectSummary, ShownStageRequest } from '#shared/contract/projects.ts'
import { type ProjectStage, StageRequest, stageRequestField } from '#shared/domain/project-stages.ts'
import type { Project } from '#shared/domain/projects.ts'
import { valuesOf } from '#shared/sync/merge.ts'
import type { Reader } from '../database/schema.ts'
import { loadState } from '../record/load-state.ts'
import { safetyOf } from './safety.ts'
import { userNames } from './sync.ts'

/** The list's filter; `ids`, where given, are the projects that say what was typed. */
export type ProjectQuery = Omit<z.output<typeof ProjectFilter>, 'text'> & {
  readonly ids: readonly string[] | null
}

/** A living project, or undefined. */
export async function findProject(db: Reader, id: string): Promise<Project | undefined> {
  return db.selectFrom('projects').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The stage that was asked for while no answer has come: requests stand beside the row, see `record/entity-row.ts`. */
const pendingStage = sql<ProjectStage | null>`(
  select json_extract(clocks.extra, '$.stageRequest.to') from record_clocks clocks
  where clocks.table_name = 'projects' and clocks.record_id = p.id
    and json_extract(clocks.extra, '$.stageRequest.state') = 'pending'
)`

/** One page of the list, in the order asked for. */
export async function projectsMatching(db: Reader, filter: ProjectQuery): Promise<ProjectSummary[]> {
  return matching(db, filter)
    .leftJoin('enterprises as e', 'e.id', 'p.enterpriseId')
    .select([
      'p.id',
      'p.name',
      'p.code',
      'p.stage',
      'p.stageSince',
      'p.class',
      'p.isKey',
      'p.totalInvest',
      'p.park',
      'p.leadLeader',
      'p.enterpriseId',
      'e.name as enterpriseName',
      pendingStage.as('pendingStage'),
      safetyOf('projects', 'p.id').as('safety'),
    ])
    .$if(filter.sort === 'updated', (query) => query.orderBy('p.updatedAt', 'desc'))
    .$if(filter.sort === 'name', (query) => query.orderBy('p.name'))
    .$if(filter.sort === 'stage', (query) => query.orderBy('p.stageSince', 'desc'))
    .$if(filter.sort === 'waiting', (query) =>
      query.orderBy('p.stageSince', (order) => order.asc().nullsLast()),
    )
    .$if(filter.sort === 'invest', (query) => query.orderBy('p.totalInvest', 'desc'))
    .orderBy('p.id')
    .limit(filter.limit)
    .offset(filter.offset)
    .execute()
}

/** How many projects of each stage the filter finds, and what they come to. */
export async function stageTotals(db: Reader, filter: Omit<ProjectQuery, 'limit' | 'offset' | 'sort'>) {
  return matching(db, filter)
    .select((eb) => [
      'p.stage',
      eb.fn.countAll<number>().as('total'),
      sql<number>`total(p.total_invest)`.as('invest'),
    ])
    .groupBy('p.stage')
    .execute()
}

/** How many projects the filter finds. */
export async function countProjects(db: Reader, filter: ProjectQuery): Promise<number> {
  const row = await matching(db, filter)
    .select((eb) => eb.fn.countAll<number>().as('rows'))
    .executeTakeFirstOrThrow()
  return row.rows
}

function matching(db: Reader, filter: Omit<ProjectQuery, 'limit' | 'offset' | 'sort'>) {
  const { ids, stage, enterpriseId } = filter
  return db
    .selectFrom('projects as p')
    .$if(ids !== null, (query) =>
      query.where('p.id', 'in', sql<string>`(select value from json_each(${JSON.stringify(ids)}))`),
    )
    .$if(stage !== null, (query) => query.where('p.stage', '=', stage))
    .$if(filter.class !== null, (query) => query.where('p.class', '=', filter.class))
    .$if(filter.onlyKey, (query) => query.where('p.isKey', '=', true))
    .$if(filter.onlyPending, (query) => query.where(pendingStage, 'is not', null))
    .$if(enterpriseId !== null, (query) => query.where('p.enterpriseId', '=', enterpriseId))
}

/** Projects led by these enterprises. */
export async function projectsOfEnterprises(db: Reader, ids: readonly string[]): Promise<string[]> {
  const rows = await db
    .selectFrom('projects')
    .select('id')
    .where('enterpriseId', 'in', sql<string>`(select value from json_each(${JSON.stringify(ids)}))`)
    .execute()
  return rows.map(({ id }) => id)
}

/** The last request for another stage; null when there was none, or none this version knows. */
export async function stageRequestOf(db: Reader, id: string): Promise<ShownStageRequest | null> {
  const { data } = StageRequest.safeParse(valuesOf(await loadState(db, 'projects', id))[stageRequestField])
  if (!data) return null
  const { requestedBy, ...shown } = data
  const names = await userNames(db, [requestedBy])
  return { ...shown, requestedByName: names.get(requestedBy) ?? null }
}

/** Whether an attachment of this device hangs on a project. */
export async function isAttachedTo(db: Reader, attachmentId: string, projectId: string): Promise<boolean> {
  const row = await db
    .selectFrom('attachments')
    .select('id')
    .where('id', '=', attachmentId)
    .where('ownerId', '=', projectId)
    .executeTakeFirst()
  return row !== undefined
}
