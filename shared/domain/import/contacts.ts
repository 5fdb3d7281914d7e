import { type Read, type Remark, remark } from './values.ts'

/** A person of an import, not yet a record. */
export interface ImportedContact {
  readonly name: string
  readonly phones: readonly string[]
  readonly title: string | null
  readonly wechat: string | null
  readonly email: string | null
  readonly remarks: string | null
}

/** What the cells of a row say about a contact. */
export interface ContactParts {
  readonly name?: string | null
  readonly phones?: readonly string[]
  readonly title?: string | null
  readonly department?: string | null
  readonly wechat?: string | null
  readonly email?: string | null
  readonly remarks?: string | null
}

/**
 * Makes a contact of the parts. A telephone without a person is kept under the post or the department that answers
 * it; a department or post without anything to reach it by is left as words.
 */
export function contactOf(parts: ContactParts): Read<ImportedContact> {
  const { name = null, phones = [], wechat = null, email = null, remarks: about = null } = parts
  const title = join(parts.department ?? null, parts.title ?? null)
  const reachable = phones.length > 0 || wechat !== null || email !== null
  if (name === null && !reachable)
    return { value: null, remarks: [], left: title === null ? null : `联系：${title}` }
  const said: Remark[] = name === null ? [remark('contact-without-name')] : []
  const contact = {
    name: name ?? title ?? '联系人',
    phones: [...new Set(phones)].slice(0, 10),
    title: name === null ? null : title,
    wechat,
    email,
    remarks: about,
  }
  return { value: contact, remarks: said, left: null }
}

function join(department: string | null, title: string | null): string | null {
  if (department === null || title === null) return department ?? title
  return `${department}${title}`.slice(0, 60)
}

/** True when two contacts are one person: a common telephone, or one name where neither telephone speaks against it. */
export function isSameContact(
  a: Pick<ImportedContact, 'name' | 'phones'>,
  b: Pick<ImportedContact, 'name' | 'phones'>,
): boolean {
  if (a.phones.some((phone) => b.phones.includes(phone))) return true
  return a.name === b.name && (a.phones.length === 0 || b.phones.length === 0)
}
