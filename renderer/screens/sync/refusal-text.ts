import { type PendingChange, waitEnded, waitOver } from '#shared/contract/sync.ts'
import { refusedRole } from '#shared/sync/protocol.ts'
import { i18n } from '../../lib/i18n.ts'
import { fieldText } from './field-text.ts'

type Refusal = Pick<PendingChange, 'table' | 'reason' | 'detail'>

/** Why the server sent a change back, in plain words; names the field where the server named one. */
export function refusalText({ table, reason, detail }: Refusal): string {
  const key = i18n.exists(`sync:reason.${reason}`) ? String(reason) : 'other'
  const field = fieldName(table, detail)
  if (reason === 'not-allowed' && detail === refusedRole) return i18n.t('sync:reason.not-allowed-role')
  if (detail === 'too-large') return i18n.t('sync:reason.too-large')
  if (hasExpired({ reason, detail })) return i18n.t('sync:reason.expired')
  if (detail === waitEnded || detail === waitOver)
    return i18n.t(`sync:reason.${detail}-${reason === 'not-yours' ? 'record' : 'right'}`)
  return field && i18n.exists(`sync:reason.${key}-field`)
    ? i18n.t(`sync:reason.${key}-field`, { field })
    : i18n.t(`sync:reason.${key}`)
}

/** What a person can do about it. @param mendable whether there is a form in which the change can be mended */
export function refusalAdvice({ reason, detail }: Omit<Refusal, 'table'>, mendable = false): string {
  if (hasExpired({ reason, detail })) return i18n.t('sync:advice.expired')
  if (detail === waitEnded || detail === waitOver)
    return i18n.t(`sync:advice.waited-${reason === 'not-yours' ? 'record' : 'right'}`)
  if (reason === 'not-allowed' && mendable && fieldOfDetail(detail)?.endsWith('Id'))
    return i18n.t('sync:advice.not-allowed-field')
  return i18n.t([`sync:advice.${reason ?? 'other'}`, 'sync:advice.other'])
}

/** The rest of a whole action never came. */
const hasExpired = ({ reason, detail }: Omit<Refusal, 'table'>) => reason === 'group' && detail === 'expired'

/** The field that a refusal's detail names, or that brings the record into the unit or trip it names; null for none. */
export function fieldOfDetail(detail: string | null): string | null {
  const [kind, id] = detail?.split(':') ?? []
  if (id !== undefined) return kind === 'trip' || kind === 'unit' ? `${kind}Id` : null
  return detail?.split('.')[0] || null
}

/** The field a refusal is about by the name of the forms; null where it names none that people know. */
function fieldName(table: string, detail: string | null): string | null {
  const field = fieldOfDetail(detail)
  if (!field) return null
  const name = fieldText(table, field)
  return name === field ? null : name
}
