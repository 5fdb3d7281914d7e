import { z } from 'zod'
import { type CalendarDate, CalendarDateSchema } from './calendar.ts'
import { Instant, RecordId } from './entity.ts'
import { projectStages, proofKinds } from './enumerations.ts'
import { handingRoles } from './transfers.ts'

export type ProjectStage = (typeof projectStages)[number]
export type ProofKind = (typeof proofKinds)[number]

/** Fields of a project that change by the server's decision on a request only (domain brief 4.6). */
export const stageFields = ['stage', 'stageSince', 'stageHistory'] as const

/** Name of the field that holds the last request for another stage, with the server's answer. In no form or import. */
export const stageRequestField = 'stageRequest'

/** Fields of a project that entering a stage may ask for. */
export const conditionFields = [
  'enterpriseId',
  'content',
  'totalInvest',
  'leadLeader',
  'park',
  'landMu',
] as const
export type ConditionField = (typeof conditionFields)[number]

/** What shows that a stage was reached: its kind, the document's number or what is to be seen, and perhaps the file. */
export const StageProof = z.object({
  kind: z.enum(proofKinds),
  text: z.string().trim().min(1, 'required').max(200, 'too-long'),
  /** An attachment of the project. */
  attachmentId: RecordId.nullable().default(null),
})
export type StageProof = z.infer<typeof StageProof>

/** A stage that was reached, as the project's history keeps it. */
export const StageStep = z.object({
  stage: z.enum(projectStages),
  on: CalendarDateSchema,
  proof: StageProof.nullable().default(null),
  reason: z.string().max(500).nullable().default(null),
})
export type StageStep = z.infer<typeof StageStep>

interface StageRule {
  /** Fields that must be filled by then; those of the stages below count too. */
  readonly needs: readonly ConditionField[]
  /** Kinds of proof of which one must be given; none: no proof is asked for. */
  readonly proof: readonly ProofKind[]
  /** Can be reached only from the stage right below it. */
  readonly stepByStep: boolean
  /** Who may take a project there: everybody who may change it, or only those who answer for a unit. */
  readonly headOnly: boolean
}

const early = (needs: readonly ConditionField[]): StageRule => ({
  needs,
  proof: [],
  stepByStep: false,
  headOnly: false,
})
const late = (needs: readonly ConditionField[], ...proof: readonly ProofKind[]): StageRule => ({
  needs,
  proof,
  stepByStep: true,
  headOnly: true,
})

/** Entry conditions and proof of each stage of the ladder, in its order (domain brief, rows 14, 31, 36; 4.2). */
const stageLadder = {
  reserve: early([]),
  lead: early([]),
  contact: early(['enterpriseId']),
  talks: early(['content']),
  signed: { ...late(['totalInvest', 'leadLeader'], 'agreement'), stepByStep: false },
  registered: late([], 'licence'),
  started: late(['park'], 'building_permit', 'site_photo'),
  building: late([], 'site_photo', 'building_permit'),
  in_production: late([], 'production_proof'),
  full_capacity: late([], 'capacity_proof'),
} as const satisfies Partial<Record<ProjectStage, StageRule>>

export type LadderStage = keyof typeof stageLadder
export const ladder = Object.keys(stageLadder) as readonly LadderStage[]

/** Stages in which a project may be entered: later ones are reached by a request, with their proof. */
export const firstStages: readonly ProjectStage[] = ['reserve', 'lead', 'contact', 'talks']

/** Why the server did not take a project to another stage. */
const stageRefusals = [
  'not-entitled',
  'moved-meanwhile',
  'already-there',
  'not-step-by-step',
  'field-missing',
  'proof-missing',
  'proof-unknown',
  'reason-missing',
  'date-wrong',
] as const
export type StageRefusal = (typeof stageRefusals)[number]

/** A request to take a project to another stage: `pending` until the server has decided. */
export const StageRequest = z.object({
  state: z.enum(['pending', 'accepted', 'refused']),
  /** Stage of the project when the request was made. */
  from: z.enum(projectStages),
  to: z.enum(projectStages),
  /** Day on which the new stage was reached. */
  on: CalendarDateSchema,
  proof: StageProof.nullable(),
  reason: z.string().trim().min(1, 'required').max(500, 'too-long').nullable(),
  requestedBy: RecordId,
  requestedAt: Instant,
  refusal: z.enum(stageRefusals).nullable(),
  /** The field that was missing. */
  refusedField: z.enum(conditionFields).nullable(),
  decidedAt: Instant.nullable(),
})
export type StageRequest = z.infer<typeof StageRequest>

export type StageStepAsked = Pick<StageRequest, 'from' | 'to' | 'on' | 'proof' | 'reason'>

/** The project as far as a step is concerned. */
export interface StageFacts {
  readonly stage: ProjectStage
  readonly stageSince: CalendarDate | null
  readonly history: readonly StageStep[]
  /** Condition fields that hold something. */
  readonly filled: ReadonlySet<ConditionField>
  /** The named attachment hangs on this project; true where none is named. */
  readonly proofIsHere: boolean
  /** Role of who asks, null for somebody unknown. */
  readonly role: string | null
  /** The last day that can be named: today where the server is, and one more for those east of it. */
  readonly lastDay: CalendarDate
}

export interface StageObstacle {
  readonly refusal: StageRefusal
  readonly field: ConditionField | null
}

const rungs: readonly ProjectStage[] = ladder
const place = (stage: ProjectStage): number => rungs.indexOf(stage)
const isRung = (stage: ProjectStage): stage is LadderStage => place(stage) >= 0

/** The place on the ladder that a project has, or had before it was set aside. */
function rungOf(stage: ProjectStage, history: readonly StageStep[]): LadderStage {
  if (isRung(stage)) return stage
  const last = [...history].reverse().find((step) => isRung(step.stage))?.stage
  return last !== undefined && isRung(last) ? last : 'reserve'
}

/** Whether a step leads down the ladder, off it or back onto it: each needs its reason. */
export function needsReason(from: ProjectStage, to: ProjectStage): boolean {
  return !isRung(to) || !isRung(from) || place(to) < place(from)
}

/** Kinds of proof of which one is needed to reach a stage; none are needed on the way down, off or back. */
export function proofFor(from: ProjectStage, to: ProjectStage): readonly ProofKind[] {
  return !needsReason(from, to) && isRung(to) ? stageLadder[to].proof : []
}

/** Fields that must be filled for a stage. */
function conditionsOf(to: ProjectStage): readonly ConditionField[] {
  return ladder.slice(0, place(to) + 1).flatMap((rung) => [...stageLadder[rung].needs])
}

/** Stages that a project can be asked to go to from where it is, in their order. */
export function nextStages(stage: ProjectStage, history: readonly StageStep[]): readonly ProjectStage[] {
  return projectStages.filter((to) => to !== stage && !skipsRung(stage, to, history))
}

/** Everything that stands in the way of a step, the weightiest first; empty when it can be granted. */
export function stageObstacles(asked: StageStepAsked, facts: StageFacts): readonly StageObstacle[] {
  const { from, to, on, proof, reason } = asked
  const obstacle = (refusal: StageRefusal, field: ConditionField | null = null) => ({ refusal, field })
  if (facts.role === null || !isEntitled(from, to, facts.role)) return [obstacle('not-entitled')]
  if (facts.stage === to) return [obstacle('already-there')]
  if (facts.stage !== from) return [obstacle('moved-meanwhile')]
  const wanted = proofFor(from, to)
  const found: StageObstacle[] = []
  if (skipsRung(from, to, facts.history)) found.push(obstacle('not-step-by-step'))
  if (!needsReason(from, to))
    for (const field of conditionsOf(to))
      if (!facts.filled.has(field)) found.push(obstacle('field-missing', field))
  if (wanted.length > 0 && (proof === null || !wanted.includes(proof.kind)))
    found.push(obstacle('proof-missing'))
  if (!facts.proofIsHere) found.push(obstacle('proof-unknown'))
  if (needsReason(from, to) && reason === null) found.push(obstacle('reason-missing'))
  if (on > facts.lastDay || (facts.stageSince !== null && on < facts.stageSince))
    found.push(obstacle('date-wrong'))
  return found
}

/** Steps to and from the stages of a signed project are the word of those who answer for a unit. */
function isEntitled(from: ProjectStage, to: ProjectStage, role: string): boolean {
  if (role === 'leader_view' || role === 'auditor') return false
  const late = [from, to].some((stage) => isRung(stage) && stageLadder[stage].headOnly)
  return !late || handingRoles.includes(role)
}

function skipsRung(from: ProjectStage, to: ProjectStage, history: readonly StageStep[]): boolean {
  if (!isRung(to)) return false
  const rung = rungOf(from, history)
  // Back from being set aside: to where it was, or further down.
  if (!isRung(from)) return place(to) > place(rung)
  return stageLadder[to].stepByStep && place(to) > place(rung) + 1
}

/** Condition fields of a project that hold something. */
export function filledConditions(values: Readonly<Record<string, unknown>>): ReadonlySet<ConditionField> {
  return new Set(conditionFields.filter((field) => values[field] !== null && values[field] !== undefined))
}
