import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { enumerations } from '#shared/domain/enumerations.ts'

type Enumerations = typeof enumerations

/** A closed list of the domain, by the name it is exported under. */
export type EnumName = keyof Enumerations

export interface EnumTexts {
  /** What a code is called in the user's language; empty for no code. */
  readonly label: (list: EnumName, code: string | null | undefined) => string
  /** All codes of a list with their names, for a select or segments. */
  readonly options: <N extends EnumName>(
    list: N,
  ) => { readonly value: Enumerations[N][number]; readonly label: string }[]
}

/** Names of the domain's codes in the user's language: the same object until the language changes. */
export function useEnums(): EnumTexts {
  const { t } = useTranslation('enums')
  return useMemo(() => {
    const label = (list: EnumName, code: string | null | undefined) => (code ? t(`${list}.${code}`) : '')
    return {
      label,
      options: <N extends EnumName>(list: N) => {
        const codes: readonly Enumerations[N][number][] = enumerations[list]
        return codes.map((value) => ({ value, label: label(list, value) }))
      },
    }
  }, [t])
}
