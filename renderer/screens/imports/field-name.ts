import { i18n } from '../../lib/i18n.ts'

/** A field of an import in the user's words. */
export function fieldName(field: string): string {
  return i18n.exists(`imports:field.${field}`)
    ? i18n.t(`imports:field.${field}`)
    : i18n.t(`enterprises:field.${field}`)
}
