import { useTranslation } from 'react-i18next'
import { useAccountStatus } from '../../lib/account.ts'
import { bridge, call } from '../../lib/client.ts'
import { today } from '../../lib/clock.ts'
import { showToast } from '../../lib/toasts.ts'
import { useAction } from '../../lib/use-action.ts'

/**
 * Writes things of the sync centre into a text file that the user chooses.
 * @param fileName key of the `sync` texts that names the file
 */
export function useTextExport<T extends { readonly title: string }>(
  fileName: 'refused.fileName' | 'kept.fileName',
  asText: (things: readonly T[], madeBy: string, now: Date) => string,
) {
  const { t } = useTranslation('sync')
  const { account } = useAccountStatus()
  return useAction(async (things: readonly T[]) => {
    const [only] = things
    const parts = [t(fileName), things.length === 1 && only ? only.title : '', today()]
    const suggestedName = `${parts.filter(Boolean).join(' ')}.txt`
    const file = await bridge().chooseSaveFile({ suggestedName: plainName(suggestedName), kind: 'txt' })
    if (!file) return
    const text = asText(things, account.userName, new Date())
    const written = await call('sync.writeText', { fileToken: file.token, text })
    showToast(t('refused.exported', { name: written.name }))
  })
}

/** A name that every file system takes. */
const plainName = (name: string) => name.replace(/[\\/:*?"<>|\n]/g, ' ')
