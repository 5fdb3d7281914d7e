import { z } from 'zod'
import {
  defineEntity,
  flag,
  optionalChoice,
  optionalInteger,
  optionalNumber,
  optionalText,
  RecordId,
  requiredText,
  setOf,
  textOf,
} from './entity.ts'
import {
  badgeTypes,
  enterpriseStatuses,
  industrySections,
  ownerships,
  priorities,
  siteKinds,
  targetLevels,
} from './enumerations.ts'
import { mergedFrom } from './merge-layers.ts'
import { unitAndTripScopes } from './scopes.ts'
import { sourceFields } from './source-fields.ts'
import { transferField } from './transfers.ts'
import { normaliseUscc, usccProblem } from './uscc.ts'

/** 称号: a list an enterprise stands on, with the list's year and the place on it. */
export const Badge = z.object({
  type: z.enum(badgeTypes),
  listYear: z.number().int().min(1990, 'date').max(2100, 'date').nullable().default(null),
  rank: z.number().int().min(1, 'negative').max(100_000, 'too-large').nullable().default(null),
  /** Level that awarded it: 国家级, 省级, 市级. */
  level: z.string().trim().max(20, 'too-long').nullable().default(null),
  category: z.string().trim().max(40, 'too-long').nullable().default(null),
})
export type Badge = z.infer<typeof Badge>

/** 厂区, 基地: a place where an enterprise works. */
export const Site = z.object({
  name: z.string().trim().min(1, 'required').max(100, 'too-long'),
  kind: z.enum(siteKinds).default('factory'),
  city: z.string().trim().max(60, 'too-long').nullable().default(null),
  address: z.string().trim().max(200, 'too-long').nullable().default(null),
})
export type Site = z.infer<typeof Site>

const Uscc = z
  .string()
  .transform((text) => normaliseUscc(text) || null)
  .nullable()
  .default(null)
  .superRefine((code, context) => {
    const problem = code === null ? null : usccProblem(code)
    if (problem) context.addIssue({ code: 'custom', message: problem })
  })

/** 企业. Amounts are in 万元 (ten thousand CNY). */
export const enterprises = defineEntity({
  table: 'enterprises',
  mergeClass: 'shared',
  serverDecided: ['unitId', transferField],
  fields: {
    name: requiredText(200, {
      searched: true,
      surfaced: true,
      synonyms: ['企业名称', '公司名称', '公司全称', '单位名称', '企业全称', '名称'],
    }),
    shortName: optionalText(60, { searched: true, synonyms: ['简称', '企业简称'] }),
    uscc: textOf(Uscc, {
      surfaced: true,
      searched: true,
      synonyms: ['统一社会信用代码', '信用代码', '社会信用代码', '统一代码'],
    }),
    usccMissingReason: optionalText(100),
    country: optionalText(40, { synonyms: ['国家', '国别', '国家(地区)'] }),
    divisionCode: optionalText(6),
    city: optionalText(60, {
      synonyms: ['城市', '所在地', '所在城市', '总部所在地', '所在省市', '省市', '地区', '所在地区'],
    }),
    address: optionalText(200, { synonyms: ['地址', '注册地址', '办公地址', '详细地址'] }),
    industrySection: optionalChoice(industrySections),
    industryCode: optionalText(5, { synonyms: ['行业代码'] }),
    industryChain: optionalText(60, {
      synonyms: ['产业链', '所属产业链', '产业', '所属产业', '行业', '所属行业'],
    }),
    /** Links of industry chains it stands on; a chain's own id while nobody has said on which link. */
    chainLinkIds: setOf(z.array(RecordId).max(50, 'too-many').default([])),
    ownership: optionalChoice(ownerships),
    regCapital: optionalNumber(1e9, { synonyms: ['注册资本', '注册资金'] }),
    employees: optionalInteger(10_000_000, { synonyms: ['员工人数', '职工人数', '人数'] }),
    revenue: optionalNumber(1e10, { synonyms: ['营业收入', '营收', '年营业收入'] }),
    mainProducts: optionalText(500, {
      searched: true,
      synonyms: ['主营业务', '主营', '主要产品', '主营产品'],
    }),
    website: optionalText(200, { synonyms: ['网址', '官网', '网站'] }),
    badges: setOf(z.array(Badge).max(50, 'too-many').default([]), {
      synonyms: ['企业类别', '企业类型', '类别', '称号', '荣誉资质'],
    }),
    targetLevel: optionalChoice(targetLevels),
    targetCategory: optionalText(40, { synonyms: ['客户等级', '目标类别'] }),
    priority: optionalChoice(priorities, { synonyms: ['优先级'] }),
    contactIntervalDays: optionalInteger(3650),
    investIntent: optionalNumber(1e9, {
      surfaced: true,
      synonyms: ['投资意向', '意向投资', '拟投资额', '计划投资', '意向投资额'],
    }),
    status: optionalChoice(enterpriseStatuses, { surfaced: true }),
    /** The enterprise at the head of its group. */
    parentId: textOf(RecordId.nullable().default(null)),
    sites: setOf(z.array(Site).max(50, 'too-many').default([])),
    /** 本地企业: stands in the unit's own area, so it is served and not brought in. */
    isLocal: flag(),
    liaisonLeader: optionalText(60, {
      surfaced: true,
      synonyms: ['联系领导', '挂钩领导', '包联领导', '挂联领导'],
    }),
    introducedById: textOf(RecordId.nullable().default(null)),
    remarks: optionalText(2000, { searched: true, synonyms: ['备注', '跟进情况', '说明'] }),
    /** The enterprise for which this one turned out to be a second record; see `merging.ts`. */
    mergedInto: textOf(RecordId.nullable().default(null)),
    mergedFrom,
    ...sourceFields,
  },
  scopes: unitAndTripScopes,
})

export type Enterprise = z.infer<typeof enterprises.record>
export type EnterpriseDraft = z.infer<typeof enterprises.draft>
