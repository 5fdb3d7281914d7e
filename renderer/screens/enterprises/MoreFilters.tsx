import { Button, Popover } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { contactLights } from '#shared/domain/contact-light.ts'
import { FilterSelect } from '../../components/FilterSelect.tsx'
import { today } from '../../lib/clock.ts'
import { useEnums } from '../../lib/enums.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { useEnterpriseView } from './enterprise-view-store.ts'

/** Filters that are asked for less often. How many of them narrow the list stands on the button. */
export function MoreFilters() {
  const { t } = useTranslation('enterprises')
  const { options } = useEnums()
  const { filter, change } = useEnterpriseView()
  const [open, setOpen] = useState(false)
  const facets = useLiveQuery('enterprises.facets', open ? {} : null)
  const { light, level, liaisonLeader, badgeYear, isLocal } = filter
  const inUse = [light, level, liaisonLeader, badgeYear, isLocal].filter(
    (value) => value !== null && value !== undefined,
  ).length
  const year = Number(today().slice(0, 4))
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottomRight"
      content={
        <div className="op-stack" style={{ width: 200 }}>
          <FilterSelect
            label={t('filter.light')}
            value={light ?? null}
            options={contactLights.map((value) => ({ value, label: t(`light.${value}`) }))}
            onChange={(value) => change({ light: value })}
            width={200}
          />
          <FilterSelect
            label={t('filter.liaisonLeader')}
            value={liaisonLeader ?? null}
            options={(facets.data?.leaders ?? []).map((value) => ({ value, label: value }))}
            onChange={(value) => change({ liaisonLeader: value })}
            width={200}
          />
          <FilterSelect
            label={t('filter.level')}
            value={level ?? null}
            options={options('targetLevels')}
            onChange={(value) => change({ level: value })}
            width={200}
          />
          <FilterSelect
            label={t('filter.badgeYear')}
            value={badgeYear ? String(badgeYear) : null}
            options={Array.from({ length: 8 }, (_, ago) => String(year - ago)).map((value) => ({
              value,
              label: t('badge.yearText', { year: value }),
            }))}
            onChange={(value) => change({ badgeYear: value === null ? null : Number(value) })}
            width={200}
          />
          <FilterSelect
            label={t('filter.isLocal')}
            value={typeof isLocal === 'boolean' ? (isLocal ? 'local' : 'outside') : null}
            options={(['local', 'outside'] as const).map((value) => ({ value, label: t(`filter.${value}`) }))}
            onChange={(value) => change({ isLocal: value === null ? null : value === 'local' })}
            width={200}
          />
        </div>
      }
    >
      <Button aria-expanded={open}>
        {t('filter.more')}
        {inUse > 0 && ` (${inUse})`}
      </Button>
    </Popover>
  )
}
