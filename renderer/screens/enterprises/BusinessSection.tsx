import { useWatch } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { FormSection, Wide } from '../../components/FormSection.tsx'
import { NumberField } from '../../components/fields/NumberField.tsx'
import { SelectField } from '../../components/fields/SelectField.tsx'
import { TextAreaField } from '../../components/fields/TextAreaField.tsx'
import { TextField } from '../../components/fields/TextField.tsx'
import { useChainPlaces } from '../../lib/chain-places.ts'
import { useEnums } from '../../lib/enums.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import type { SectionProps } from './BasicsSection.tsx'

/** Industry, size and products. Amounts in 万元. */
export function BusinessSection({ control }: SectionProps) {
  const { t } = useTranslation('enterprises')
  const { options } = useEnums()
  const facets = useLiveQuery('enterprises.facets', {})
  return (
    <FormSection
      title={t('form.business')}
      fields={['mainProducts', 'industryChain', 'chainLinkIds', 'industrySection']}
    >
      <Wide>
        <TextAreaField control={control} name="mainProducts" label={t('field.mainProducts')} minRows={2} />
      </Wide>
      <TextField
        control={control}
        name="industryChain"
        label={t('field.industryChain')}
        list={facets.data?.chains ?? []}
      />
      <ChainLinksField control={control} />
      <SelectField
        control={control}
        name="industrySection"
        label={t('field.industrySection')}
        options={options('industrySections')}
        clearable
      />
      <SelectField
        control={control}
        name="ownership"
        label={t('field.ownership')}
        options={options('ownerships')}
        clearable
      />
      <NumberField control={control} name="employees" label={t('field.employees')} />
      <NumberField control={control} name="regCapital" label={t('field.regCapital')} />
      <NumberField control={control} name="revenue" label={t('field.revenue')} />
    </FormSection>
  )
}

/** The links of industry chains; one that was deleted keeps its place until a person takes it out. */
function ChainLinksField({ control }: SectionProps) {
  const { t } = useTranslation('enterprises')
  const places = useChainPlaces()
  const chosen = useWatch({ control, name: 'chainLinkIds' }) ?? []
  const gone = chosen.filter((id) => !places.some(({ value }) => value === id))
  return (
    <SelectField
      control={control}
      name="chainLinkIds"
      label={t('field.chainLinkIds')}
      options={[...places, ...gone.map((value) => ({ value, label: t('form.chainLinkGone') }))]}
      multiple
    />
  )
}
