import { useTranslation } from 'react-i18next'
import type { ChainDetail, ChainLinkRow } from '#shared/contract/chains.ts'
import type { Direction } from '#shared/domain/chain-tree.ts'
import type { LinkPosition, LinkState } from '#shared/domain/industry-chains.ts'
import { call } from '../../lib/client.ts'
import { showToast } from '../../lib/toasts.ts'
import { useAction } from '../../lib/use-action.ts'

export type LinkEdit =
  | { readonly kind: 'step'; readonly step: Direction }
  | { readonly kind: 'under'; readonly under: string | null }
  | { readonly kind: 'position'; readonly position: LinkPosition }
  | { readonly kind: 'state'; readonly state: LinkState }
  | { readonly kind: 'rename'; readonly name: string }
  | { readonly kind: 'delete' }

/** What a person does to a link of the tree; each can be taken back. */
export function useLinkEdits(detail: ChainDetail) {
  const { t } = useTranslation('chains')
  const { mayWrite } = detail
  const action = useAction(async (link: ChainLinkRow, edit: LinkEdit) => {
    if (!mayWrite) return
    const { id, name } = link
    const undoable = (key: string, groupId: string | null, count = 1) => {
      if (groupId !== null) showToast(t(key, { name, count }), () => call('records.undoGroup', { groupId }))
    }
    switch (edit.kind) {
      case 'step':
        return undoable(
          'tree.moved',
          (await call('chains.moveLink', { id, to: { step: edit.step } })).groupId,
        )
      case 'under':
        return undoable(
          'tree.moved',
          (await call('chains.moveLink', { id, to: { under: edit.under } })).groupId,
        )
      case 'position': {
        const to = { position: edit.position }
        return undoable('tree.moved', (await call('chains.moveLink', { id, to })).groupId)
      }
      case 'state':
        return undoable('tree.stateSet', (await call('chains.setState', { id, state: edit.state })).groupId)
      case 'rename': {
        const { state, gapNote, leader } = link
        const seen = { name, state, gapNote, leader }
        await call('chains.saveLink', { id, name: edit.name, state, gapNote, leader, seen })
        return
      }
      case 'delete': {
        const { groupId, deleted } = await call('chains.deleteLink', { id })
        return undoable('tree.deleted', groupId, deleted)
      }
    }
  })
  return { run: action.run, busy: action.busy, error: action.error, clearError: action.clearError }
}

export type LinkEdits = ReturnType<typeof useLinkEdits>
