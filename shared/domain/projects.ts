import { z } from 'zod'
import { OptionalCalendarDate } from './calendar.ts'
import {
  choice,
  defineEntity,
  flag,
  optionalChoice,
  optionalNumber,
  optionalText,
  RecordId,
  requiredText,
  setOf,
  structured,
  textOf,
} from './entity.ts'
import { projectClasses, projectKinds, projectStages } from './enumerations.ts'
import { StageStep, stageFields, stageRequestField } from './project-stages.ts'
import { unitAndTripScopes } from './scopes.ts'

/** 项目. Amounts are in 万元 (ten thousand CNY), land in 亩. */
export const projects = defineEntity({
  table: 'projects',
  mergeClass: 'shared',
  serverDecided: ['unitId', ...stageFields, stageRequestField],
  fields: {
    name: requiredText(200, { searched: true, surfaced: true, synonyms: ['项目名称', '项目'] }),
    code: optionalText(40, { searched: true, synonyms: ['项目编号', '项目代码'] }),
    kind: choice(projectKinds),
    /** The investor who leads. */
    enterpriseId: textOf(RecordId.nullable().default(null)),
    /** Others who invest, by name. */
    investors: setOf(z.array(z.string().trim().min(1).max(100, 'too-long')).max(30, 'too-many').default([]), {
      searched: true,
    }),
    tripId: textOf(RecordId.nullable().default(null)),
    totalInvest: optionalNumber(1e9, { surfaced: true, synonyms: ['总投资', '计划总投资', '投资额'] }),
    content: optionalText(2000, { searched: true, synonyms: ['建设内容', '项目内容'] }),
    park: optionalText(100, { synonyms: ['园区', '落地园区', '意向园区'] }),
    landMu: optionalNumber(1e6, { synonyms: ['用地', '用地面积', '用地需求'] }),
    stage: choice(projectStages),
    stageSince: textOf(OptionalCalendarDate),
    /** Stages reached so far, the earliest first. */
    stageHistory: structured(z.array(StageStep).max(200, 'too-many').default([])),
    class: optionalChoice(projectClasses, { surfaced: true, synonyms: ['项目等级', '分类'] }),
    isKey: flag({ synonyms: ['重点项目'] }),
    leadLeader: optionalText(60, { searched: true, surfaced: true, synonyms: ['牵头领导', '包抓领导'] }),
    remarks: optionalText(2000, { searched: true, synonyms: ['备注'] }),
  },
  scopes: unitAndTripScopes,
})

export type Project = z.infer<typeof projects.record>

/** What the form of a project holds: a known project's stage is changed by requests alone. */
export const projectForm = projects.draft.omit({ stage: true, stageSince: true, stageHistory: true })
