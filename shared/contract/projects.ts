import { z } from 'zod'
import { OptionalCalendarDate } from '../domain/calendar.ts'
import { RecordId } from '../domain/entity.ts'
import { projectClasses, projectStages } from '../domain/enumerations.ts'
import { type StageProof, StageRequest } from '../domain/project-stages.ts'
import { type Project, projectForm } from '../domain/projects.ts'
import { command, query, returns } from './call.ts'
import { Page, type Stretch } from './page.ts'
import type { RecordFoot, Safety } from './records.ts'
import { Seen } from './seen.ts'

export const ProjectFilter = Page.extend({
  /** Any part of the name, number, content, investors or leader. */
  text: z.string().max(100).default(''),
  stage: z.enum(projectStages).nullable().default(null),
  class: z.enum(projectClasses).nullable().default(null),
  onlyKey: z.boolean().default(false),
  /** Only those whose stage waits for an answer. */
  onlyPending: z.boolean().default(false),
  enterpriseId: RecordId.nullable().default(null),
  /** `stage`: the latest change of stage first; `waiting`: the longest in its stage. */
  sort: z.enum(['updated', 'name', 'stage', 'waiting', 'invest']).default('updated'),
})

export interface ProjectSummary
  extends Pick<
    Project,
    | 'id'
    | 'name'
    | 'code'
    | 'stage'
    | 'stageSince'
    | 'class'
    | 'isKey'
    | 'totalInvest'
    | 'park'
    | 'leadLeader'
    | 'enterpriseId'
  > {
  readonly enterpriseName: string | null
  /** The stage that was asked for and waits for an answer. */
  readonly pendingStage: Project['stage'] | null
  readonly safety: Safety
}

/** The last request for another stage, as the page shows it: 待确认 while it is `pending`. */
export interface ShownStageRequest
  extends Pick<
    StageRequest,
    'state' | 'from' | 'to' | 'on' | 'reason' | 'requestedAt' | 'refusal' | 'refusedField' | 'decidedAt'
  > {
  readonly requestedByName: string | null
  readonly proof: StageProof | null
}

/** The projects of one stage on the board. */
export interface BoardColumn {
  readonly stage: Project['stage']
  readonly total: number
  /** Investment of all of them, in 万元. */
  readonly invest: number
  /** The longest in the stage first, `cardsInColumn` at most. */
  readonly cards: readonly ProjectSummary[]
}

/** As many cards as a column of the board shows; the list has them all. */
export const cardsInColumn = 60

export interface ProjectDetail {
  readonly project: Project
  readonly enterpriseName: string | null
  readonly unitName: string | null
  readonly foot: RecordFoot
  readonly stageRequest: ShownStageRequest | null
}

const StageStepAsked = z.object({
  to: z.enum(projectStages),
  on: StageRequest.shape.on,
  proof: StageRequest.shape.proof,
  reason: StageRequest.shape.reason,
})

export const projectsContract = {
  'projects.list': query(ProjectFilter, returns<Stretch<ProjectSummary>>()),
  /** Every stage in its order with the projects that the filter finds in it. */
  'projects.board': query(
    ProjectFilter.omit({ limit: true, offset: true, sort: true }),
    returns<readonly BoardColumn[]>(),
  ),
  'projects.get': query(z.object({ id: RecordId }), returns<ProjectDetail | null>()),
  /** `stage` and `stageSince` count for a new project only; a known one is taken on by `projects.requestStage`. */
  'projects.save': command(
    projectForm.extend({
      id: RecordId,
      stage: z.enum(projectStages).optional(),
      stageSince: OptionalCalendarDate,
      seen: Seen,
    }),
    returns<null>(),
  ),
  /** Asks the server to take a project to another stage; `projects.get` shows what became of it. */
  'projects.requestStage': command(StageStepAsked.extend({ id: RecordId }), returns<null>()),
}
