import { DownloadOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { TargetListSummary } from '#shared/contract/target-lists.ts'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { call } from '../../lib/client.ts'
import { showToast } from '../../lib/toasts.ts'
import { useAction } from '../../lib/use-action.ts'
import { listName } from './list-name.ts'

/** Hands a version down to the units below, or takes that back. Nothing for those who may not. */
export function PublishButton({ list }: { readonly list: TargetListSummary }) {
  const { t } = useTranslation('targetLists')
  const isPublished = list.publishedAt !== null
  const turn = useAction(async () => {
    const turned = isPublished ? 'targetLists.withdraw' : 'targetLists.publish'
    const { groupId } = await call(turned, { id: list.id })
    const said = t(isPublished ? 'publish.withdrawn' : 'publish.done', { name: listName(list) })
    showToast(said, () => call('records.undoGroup', { groupId }))
  })
  if (!list.mayPublish) return null
  return (
    <>
      <ErrorNotice error={turn.error} onClose={turn.clearError} />
      <Button
        icon={isPublished ? null : <DownloadOutlined aria-hidden />}
        loading={turn.busy}
        title={t(isPublished ? 'publish.withdrawHint' : 'publish.hint')}
        onClick={() => turn.run()}
      >
        {t(isPublished ? 'publish.withdraw' : 'publish.do')}
      </Button>
    </>
  )
}
