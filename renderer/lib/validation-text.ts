import { i18n } from './i18n.ts'

/** The sentence for a validation key; a message that is no key (a schema's own default) reads as "not valid". */
export function validationText(message: string): string {
  return i18n.exists(`validation:${message}`) ? i18n.t(`validation:${message}`) : i18n.t('validation:invalid')
}
