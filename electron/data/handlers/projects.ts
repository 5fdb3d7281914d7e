import { AppError } from '#shared/contract/errors.ts'
import { type BoardColumn, cardsInColumn, type projectsContract } from '#shared/contract/projects.ts'
import type { CalendarDate } from '#shared/domain/calendar.ts'
import { projectStages } from '#shared/domain/enumerations.ts'
import {
  filledConditions,
  firstStages,
  type StageObstacle,
  type StageStepAsked,
  stageObstacles,
} from '#shared/domain/project-stages.ts'
import type { Project } from '#shared/domain/projects.ts'
import type { Reader } from '../database/schema.ts'
import type { Handlers } from '../host/context.ts'
import { findEnterprise } from '../queries/enterprises.ts'
import { unitNameOf } from '../queries/people.ts'
import {
  countProjects,
  findProject,
  isAttachedTo,
  projectsMatching,
  stageRequestOf,
  stageTotals,
} from '../queries/projects.ts'
import { recordFoot } from '../queries/records.ts'
import { requestStage } from '../record/request-stage.ts'
import { projectsSaying } from '../search/saying.ts'
import { moveAttachmentsWith } from './owned-attachments.ts'
import { saveRecord } from './save-records.ts'

export const projectHandlers: Handlers<typeof projectsContract> = {
  'projects.list': ({ read }, { text, ...filter }) =>
    read(async (db) => {
      const saying = await projectsSaying(db, text)
      const asked = { ...filter, ids: saying?.ids ?? null }
      return {
        rows: await projectsMatching(db, asked),
        total: await countProjects(db, asked),
        more: saying?.more ?? false,
      }
    }),
  'projects.board': ({ read }, { text, ...filter }) =>
    read(async (db) => {
      const asked = { ...filter, ids: (await projectsSaying(db, text))?.ids ?? null }
      const totals = new Map((await stageTotals(db, asked)).map((each) => [each.stage, each]))
      const shown = projectStages.filter((stage) => filter.stage === null || filter.stage === stage)
      const columns: BoardColumn[] = []
      for (const stage of shown) {
        const { total = 0, invest = 0 } = totals.get(stage) ?? {}
        const page = { ...asked, stage, sort: 'waiting', limit: cardsInColumn, offset: 0 } as const
        columns.push({ stage, total, invest, cards: total === 0 ? [] : await projectsMatching(db, page) })
      }
      return columns
    }),
  'projects.get': ({ read }, { id }) =>
    read(async (db) => {
      const project = await findProject(db, id)
      const foot = await recordFoot(db, 'projects', id)
      if (!project || !foot) return null
      const enterprise = project.enterpriseId ? await findEnterprise(db, project.enterpriseId) : undefined
      return {
        ...{ project, foot, enterpriseName: enterprise?.name ?? null },
        unitName: (await unitNameOf(db, project.unitId)) ?? null,
        stageRequest: await stageRequestOf(db, id),
      }
    }),
  'projects.save': async ({ write, author, clock }, { id, seen, stage, stageSince, ...values }) => {
    const context = author()
    await write(async (tx) => {
      const known = await findProject(tx, id)
      const first = known ? {} : { ...firstStep(stage ?? 'lead', stageSince ?? clock.today) }
      await saveRecord(tx, context, {
        table: 'projects',
        id,
        kind: 'set',
        values: { ...values, ...first },
        seen,
      })
      const { enterpriseId, tripId } = values
      await moveAttachmentsWith(tx, context, id, { enterpriseId, tripId })
    })
    return null
  },
  'projects.requestStage': async ({ write, author, user, clock: { today } }, { id, ...asked }) => {
    const context = author()
    const { role } = user()
    await write(async (tx) => {
      const project = await findProject(tx, id)
      if (!project) throw new AppError('record/not-found')
      const step = { ...asked, from: project.stage }
      const [obstacle] = await obstaclesHere(tx, project, step, role, today)
      if (obstacle)
        throw new AppError('record/invalid', {
          problems: [{ path: [obstacle.field ?? obstacle.refusal], message: 'required' }],
        })
      await requestStage(tx, context, id, step)
    })
    return null
  },
}

function firstStep(stage: Project['stage'], stageSince: CalendarDate) {
  if (!firstStages.includes(stage))
    throw new AppError('record/invalid', { problems: [{ path: ['stage'], message: 'invalid' }] })
  return { stage, stageSince }
}

/** What stands in the way of a step by what this device knows. */
async function obstaclesHere(
  db: Reader,
  project: Project,
  asked: StageStepAsked,
  role: string,
  today: CalendarDate,
): Promise<readonly StageObstacle[]> {
  const proofId = asked.proof?.attachmentId ?? null
  return stageObstacles(asked, {
    stage: project.stage,
    stageSince: project.stageSince,
    history: project.stageHistory,
    filled: filledConditions(project),
    proofIsHere: proofId === null || (await isAttachedTo(db, proofId, project.id)),
    role,
    lastDay: today,
  })
}
