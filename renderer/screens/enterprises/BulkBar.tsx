import { Button, Input, InputNumber, Popover, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ManyEnterprises } from '#shared/contract/enterprises.ts'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { call } from '../../lib/client.ts'
import { useEnums } from '../../lib/enums.ts'
import { showToast } from '../../lib/toasts.ts'
import { useAction } from '../../lib/use-action.ts'
import { bulkEnums } from './bulk-enums.ts'
import { useEnterpriseView } from './enterprise-view-store.ts'
import styles from './enterprises.module.css'

type Field = Exclude<keyof ManyEnterprises, 'isLocal'>
const fields = [
  'status',
  'priority',
  'targetLevel',
  'targetCategory',
  'liaisonLeader',
  'contactIntervalDays',
  'industryChain',
] as const satisfies readonly Field[]

/** What is done with the chosen enterprises: how many they are, all of them at once, one change for all. */
export function BulkBar({ total }: { readonly total: number }) {
  const { t } = useTranslation('enterprises')
  const { chosen, choose, filter } = useEnterpriseView()
  const [open, setOpen] = useState(false)
  const all = useAction(async () => choose(await call('enterprises.ids', filter)))
  if (chosen.size === 0) return null
  return (
    <section className={styles.bulkBar} aria-label={t('bulk.change')}>
      <strong>{t('list.chosen', { count: chosen.size })}</strong>
      <Popover
        open={open}
        onOpenChange={setOpen}
        trigger="click"
        placement="bottomLeft"
        title={t('bulk.title', { count: chosen.size })}
        content={open && <BulkForm ids={[...chosen]} onDone={() => setOpen(false)} />}
      >
        <Button type="primary" size="small" aria-expanded={open}>
          {t('bulk.change')}
        </Button>
      </Popover>
      {chosen.size < total && (
        <Button size="small" loading={all.busy} onClick={() => all.run()}>
          {t('bulk.all', { count: total })}
        </Button>
      )}
      <Button size="small" type="text" onClick={() => choose([])}>
        {t('bulk.clear')}
      </Button>
      <ErrorNotice error={all.error} onClose={all.clearError} />
    </section>
  )
}

type Way = 'keep' | 'set' | 'empty'

function BulkForm({ ids, onDone }: { readonly ids: readonly string[]; readonly onDone: () => void }) {
  const { t } = useTranslation('enterprises')
  const { choose } = useEnterpriseView()
  const [ways, setWays] = useState<Partial<Record<Field, Way>>>({})
  const [typed, setTyped] = useState<Partial<Record<Field, string | number | null>>>({})
  const wanted = ManyEnterprises.safeParse(
    Object.fromEntries(
      fields.flatMap((field): [string, unknown][] => {
        if (ways[field] === 'empty') return [[field, null]]
        return ways[field] === 'set' ? [[field, typed[field] ?? '']] : []
      }),
    ),
  ).data
  const apply = useAction(async (values: ManyEnterprises) => {
    const { groupId, changed } = await call('enterprises.changeMany', { ids: [...ids], values })
    if (groupId === null) showToast(t('bulk.nothing'))
    else {
      showToast(t('bulk.done', { count: changed }), async () => {
        const { keptCount, undone } = await call('enterprises.undoMany', { groupId })
        if (keptCount > 0)
          showToast(`${t('bulk.undoneCount', { count: undone })} ${t('bulk.kept', { count: keptCount })}`)
      })
    }
    choose([])
    onDone()
  })
  const put = (field: Field, value: string | number | null) => setTyped({ ...typed, [field]: value })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (wanted) apply.run(wanted)
      }}
    >
      <p className="op-meta">{t('bulk.hint')}</p>
      <div className={styles.bulkFields}>
        {fields.map((field) => (
          <BulkField
            key={field}
            field={field}
            way={ways[field] ?? 'keep'}
            value={typed[field] ?? null}
            onWay={(way) => setWays({ ...ways, [field]: way })}
            onValue={(value) => put(field, value)}
          />
        ))}
      </div>
      <ErrorNotice error={apply.error} onClose={apply.clearError} />
      <Button
        type="primary"
        htmlType="submit"
        loading={apply.busy}
        disabled={!wanted || Object.keys(wanted).length === 0}
      >
        {t('bulk.apply', { count: ids.length })}
      </Button>
    </form>
  )
}

interface FieldProps {
  readonly field: Field
  readonly way: Way
  readonly value: string | number | null
  readonly onWay: (way: Way) => void
  readonly onValue: (value: string | number | null) => void
}

function BulkField({ field, way, value, onWay, onValue }: FieldProps) {
  const { t } = useTranslation('enterprises')
  const { options } = useEnums()
  const name = t(`field.${field}`)
  const list = bulkEnums[field]
  return (
    <>
      <span>{name}</span>
      <Select<Way>
        size="small"
        value={way}
        aria-label={t('bulk.field', { field: name })}
        options={(['keep', 'set', 'empty'] as const).map((each) => ({
          value: each,
          label: t(`bulk.${each}`),
        }))}
        onChange={onWay}
      />
      {way !== 'set' ? (
        <span />
      ) : list ? (
        <Select<string>
          size="small"
          aria-label={name}
          value={typeof value === 'string' ? value : null}
          options={options(list)}
          onChange={onValue}
        />
      ) : field === 'contactIntervalDays' ? (
        <InputNumber<number>
          size="small"
          aria-label={name}
          controls={false}
          value={typeof value === 'number' ? value : null}
          onChange={onValue}
        />
      ) : (
        <Input
          size="small"
          aria-label={name}
          value={typeof value === 'string' ? value : ''}
          onChange={({ target }) => onValue(target.value)}
        />
      )}
    </>
  )
}
