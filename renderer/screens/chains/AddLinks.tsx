import { FileExcelOutlined, PlusOutlined, SnippetsOutlined } from '@ant-design/icons'
import { Button, Input, type InputRef, Select } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChainDetail, ChainLinkRow } from '#shared/contract/chains.ts'
import { linkPositions, linkStates } from '#shared/domain/enumerations.ts'
import type { LinkPosition, LinkState } from '#shared/domain/industry-chains.ts'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { bridge, call } from '../../lib/client.ts'
import { isComposing } from '../../lib/composition.ts'
import { useEnums } from '../../lib/enums.ts'
import { newId } from '../../lib/ids.ts'
import { showToast } from '../../lib/toasts.ts'
import { useAction } from '../../lib/use-action.ts'
import styles from './chains.module.css'
import type { ChosenFile } from './FileLinks.tsx'

interface Props {
  readonly detail: ChainDetail
  /** The chosen link, under which a new one can be put. */
  readonly under: ChainLinkRow | null
  readonly onAdded: (id: string) => void
  /** Many links are wanted: copied rows, or those of a file. */
  readonly onMany: (source: 'paste' | ChosenFile) => void
}

/** One line for a new link: name, where it belongs, how it stands; Enter adds it and the next can be typed. */
export function AddLinks({ detail, under, onAdded, onMany }: Props) {
  const { t } = useTranslation('chains')
  const { label } = useEnums()
  const [name, setName] = useState('')
  const [state, setState] = useState<LinkState>('strong')
  const [position, setPosition] = useState<LinkPosition>('upstream')
  const [below, setBelow] = useState(false)
  const field = useRef<InputRef>(null)
  const parent = below ? under : null
  const chainId = detail.chain.id
  const add = useAction(async () => {
    const id = newId()
    const link = { id, name, state, parentId: parent?.id ?? null, position: parent?.position ?? position }
    await call('chains.addLinks', { chainId, links: [link] })
    setName('')
    if (!parent) onAdded(id)
    field.current?.focus()
  })
  const chooseFile = async () => {
    const file = await bridge().chooseOpenFile({ kind: 'import' })
    if (file) onMany(file)
  }
  return (
    <section aria-label={t('add.label')} className={styles.add}>
      <ErrorNotice error={add.error} onClose={add.clearError} />
      <div className="op-row">
        <Input
          ref={field}
          className={styles.grow ?? ''}
          aria-label={t('add.name')}
          placeholder={t('add.name')}
          value={name}
          maxLength={60}
          onChange={(event) => setName(event.target.value)}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing || isComposing() || event.key !== 'Enter') return
            event.preventDefault()
            if (name.trim() !== '') void add.run()
          }}
        />
        <Select<string>
          aria-label={t('add.place')}
          value={parent ? 'below' : position}
          style={{ width: 148 }}
          popupMatchSelectWidth={false}
          options={[
            ...linkPositions.map((value) => ({
              value: value as string,
              label: label('linkPositions', value),
            })),
            ...(under ? [{ value: 'below', label: t('add.below', { name: under.name }) }] : []),
          ]}
          onChange={(value) => {
            setBelow(value === 'below')
            const chosen = linkPositions.find((each) => each === value)
            if (chosen) setPosition(chosen)
          }}
        />
        <Select<LinkState>
          aria-label={t('field.state')}
          value={state}
          style={{ width: 92 }}
          options={linkStates.map((value) => ({ value, label: label('linkStates', value) }))}
          onChange={setState}
        />
        <Button
          icon={<PlusOutlined aria-hidden />}
          disabled={name.trim() === ''}
          loading={add.busy}
          onClick={() => add.run()}
        >
          {t('add.button')}
        </Button>
      </div>
      <div className="op-row">
        <Button icon={<SnippetsOutlined aria-hidden />} onClick={() => onMany('paste')}>
          {t('add.paste')}
        </Button>
        <Button icon={<FileExcelOutlined aria-hidden />} onClick={() => void chooseFile()}>
          {t('add.file')}
        </Button>
      </div>
    </section>
  )
}

/** Says that several links were added, and takes them back when asked. */
export function saidAdded(text: string, groupId: string | null): void {
  showToast(text, groupId === null ? undefined : () => call('records.undoGroup', { groupId }))
}
