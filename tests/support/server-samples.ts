import type { Op } from '#shared/sync/op.ts'
import type { ServerDevice } from './server-device.ts'

type Values = Readonly<Record<string, unknown>>

/** Records that are valid with as little as possible said, made by a device. Every name says that it is a sample. */
export const sample = {
  enterprise: (device: ServerDevice, values: Values = {}): Op =>
    device.create('enterprises', { name: '样例智能装备有限公司', uscc: null, ...values }),
  trip: (device: ServerDevice, values: Values = {}): Op =>
    device.create('trips', {
      title: '样例赴深圳招商',
      kind: 'small_team',
      startOn: '2026-03-09',
      endOn: '2026-03-12',
      state: 'planned',
      ...values,
    }),
  member: (device: ServerDevice, tripId: string, userId: string, values: Values = {}): Op =>
    device.create('tripMembers', { tripId, userId, name: '样例成员', role: 'member', ...values }),
  project: (device: ServerDevice, values: Values = {}): Op =>
    device.create('projects', { name: '样例年产五万吨负极材料项目', kind: 'new', stage: 'talks', ...values }),
  visit: (device: ServerDevice, enterpriseId: string, values: Values = {}): Op =>
    device.create('visits', {
      type: 'door_to_door',
      mode: 'onsite',
      occurredOn: '2026-03-10',
      enterpriseId,
      topics: '样例洽谈内容：了解企业扩产计划与用地需求，约定下周回访。',
      confidentiality: 'internal',
      ...values,
    }),
  contact: (device: ServerDevice, values: Values = {}): Op =>
    device.create('contacts', { name: '样例联系人', ...values }),
  post: (device: ServerDevice, contactId: string, enterpriseId: string, values: Values = {}): Op =>
    device.create('contactPosts', { contactId, enterpriseId, title: '总经理', ...values }),
  note: (device: ServerDevice, enterpriseId: string, values: Values = {}): Op =>
    device.create('notes', {
      enterpriseId,
      occurredOn: '2026-03-10',
      body: '样例笔记',
      confidentiality: 'internal',
      ...values,
    }),
}
