import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { RefusedRecord } from '#shared/contract/sync-centre.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { Notice } from '../../components/Notice.tsx'
import { Answered } from '../../components/Screen.tsx'
import { useAccountStatus } from '../../lib/account.ts'
import { bridge, call } from '../../lib/client.ts'
import { today } from '../../lib/clock.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { showToast } from '../../lib/toasts.ts'
import { useAction } from '../../lib/use-action.ts'
import { RefusedCard } from './RefusedCard.tsx'
import { refusedAsText } from './refused-file.ts'
import { SyncPanel } from './SyncPanel.tsx'
import styles from './sync.module.css'

/** What the server sent back, each with its reason, all that it held, and the ways on. */
export function RefusedList() {
  const { t } = useTranslation('sync')
  const refused = useLiveQuery('sync.refusedRecords', {})
  const save = useExport()
  return (
    <SyncPanel list="refused">
      <Answered query={refused} empty={<EmptyState text={t('refused.empty')} />}>
        {(rows) => (
          <>
            <Notice
              kind="plain"
              title={t('refused.safe')}
              action={
                rows.length > 1 && (
                  <Button size="small" loading={save.busy} onClick={() => save.run(rows)}>
                    {t('refused.exportAll')}
                  </Button>
                )
              }
            />
            <ErrorNotice error={save.error} onClose={save.clearError} />
            <ul className={styles.cards}>
              {rows.map((change) => (
                <RefusedCard key={change.opId} change={change} onExport={() => save.run([change])} />
              ))}
            </ul>
          </>
        )}
      </Answered>
    </SyncPanel>
  )
}

/** Writes refused changes into a text file that the user chooses. */
function useExport() {
  const { t } = useTranslation('sync')
  const { account } = useAccountStatus()
  return useAction(async (changes: readonly RefusedRecord[]) => {
    const [only] = changes
    const name = changes.length === 1 && only ? only.title : t('number.refused')
    const suggestedName = `${[t('refused.fileName'), name, today()].filter(Boolean).join(' ')}.txt`
    const file = await bridge().chooseSaveFile({ suggestedName: plainName(suggestedName), kind: 'txt' })
    if (!file) return
    const text = refusedAsText(changes, account.userName, new Date())
    const written = await call('sync.writeText', { fileToken: file.token, text })
    showToast(t('refused.exported', { name: written.name }))
  })
}

/** A name that every file system takes. */
const plainName = (name: string) => name.replace(/[\\/:*?"<>|\n]/g, ' ')
