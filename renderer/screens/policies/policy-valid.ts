import type { Policy } from '#shared/domain/policies.ts'
import { i18n } from '../../lib/i18n.ts'

/** `2026-01-01 至 2027-12-31`: the days on which a policy holds, as documents write them. */
export function validText({ validFrom, validTo }: Pick<Policy, 'validFrom' | 'validTo'>): string {
  const [from, to] = [validFrom ?? '', validTo ?? '']
  if (from && to) return i18n.t('policies:valid.both', { from, to })
  if (from) return i18n.t('policies:valid.from', { from })
  return to ? i18n.t('policies:valid.to', { to }) : i18n.t('policies:valid.open')
}
