import type { Draft } from '#shared/contract/drafts.ts'

export interface UnfinishedVisit {
  readonly key: string
  readonly id: string
  /** A visit never saved yet, as opposed to a change of a saved one. */
  readonly isNew: boolean
  readonly path: string
  readonly enterpriseName: string | null
  readonly at: string
}

/** Drafts of visits, newest first, with the address that opens each. */
export function unfinishedVisits(drafts: readonly Draft[]): readonly UnfinishedVisit[] {
  return drafts
    .flatMap((draft) => {
      const [, fresh, id] = /^visit:(new:)?([0-9a-f-]{36})$/.exec(draft.key) ?? []
      if (!id) return []
      const path = fresh ? `/visits/new?draft=${id}` : `/visits/${id}/edit`
      return [
        {
          key: draft.key,
          id,
          isNew: Boolean(fresh),
          path,
          enterpriseName: textIn(draft.body, 'enterpriseName'),
          at: draft.updatedAt,
        },
      ]
    })
    .sort((a, b) => b.at.localeCompare(a.at))
}

/** A form other than a visit's that was left unfinished. */
export interface UnfinishedForm {
  readonly key: string
  /** What it is about: a table, or `card`; null for a form that has no page of its own. */
  readonly about: string | null
  /** Where the form opens again; null where it opens inside another page. */
  readonly path: string | null
  /** What was typed as its name. */
  readonly name: string | null
  readonly at: string
}

/** The forms whose drafts are opened at `<path>/new` or `<path>/<id>/edit`, by the first word of the draft's key. */
const forms: Readonly<Record<string, string>> = {
  enterprise: 'enterprises',
  contact: 'contacts',
  trip: 'trips',
  project: 'projects',
  chain: 'chains',
}
const tables: Readonly<Record<string, string>> = { chain: 'industryChains' }
const promises: Readonly<Record<string, string>> = {
  demand: 'demands',
  commitment: 'commitments',
  followUp: 'followUps',
}

/** Drafts of everything but visits, newest first, each with the address that opens it. */
export function unfinishedForms(drafts: readonly Draft[]): readonly UnfinishedForm[] {
  return drafts
    .filter(({ key }) => !key.startsWith('visit:'))
    .map(({ key, body, updatedAt }) => ({ key, ...placeOf(key, body), name: titleIn(body), at: updatedAt }))
    .sort((a, b) => b.at.localeCompare(a.at))
}

function placeOf(key: string, body: unknown): Pick<UnfinishedForm, 'about' | 'path'> {
  const [kind = '', id = '', of = ''] = key.split(':')
  const page = forms[kind]
  if (page) {
    const path = id === 'new' ? `/${page}/new` : `/${page}/${id}/edit`
    return { about: tables[kind] ?? page, path }
  }
  const list = promises[kind]
  if (list) return { about: list, path: `/promises?tab=${list}&open=${id}` }
  if (kind === 'card') return { about: 'card', path: '/contacts/card' }
  if (kind === 'minutes') {
    const about = textIn(body, 'visitId') === of ? 'visit' : 'enterprise'
    return { about: kind, path: id === 'new' ? `/minutes/new?${about}=${of}` : `/minutes/${id}/edit` }
  }
  if (kind === 'stage') return { about: 'projects', path: `/projects/${id}` }
  if (kind === 'transfer') return { about: 'enterprises', path: `/enterprises/${id}` }
  return { about: null, path: null }
}

/** The name of the record, or of whom or what it is about. */
function titleIn(body: unknown): string | null {
  const values = typeof body === 'object' && body !== null && 'values' in body ? body.values : null
  for (const from of [body, values])
    for (const field of ['name', 'title', 'content', 'reason']) {
      const text = textIn(from, field)
      if (text) return text.slice(0, 60)
    }
  return null
}

function textIn(body: unknown, field: string): string | null {
  if (typeof body !== 'object' || body === null) return null
  const value = Object.entries(body).find(([name]) => name === field)?.[1]
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
}
