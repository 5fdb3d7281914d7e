import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChainDetail } from '#shared/contract/chains.ts'
import { chainPicture, type PictureKind, type PictureTexts } from '#shared/domain/chain-picture.ts'
import { chainTree } from '#shared/domain/chain-tree.ts'
import type { ThemeName } from '../../app/palette.ts'
import { useEnums } from '../../lib/enums.ts'

export interface DrawnPicture {
  readonly svg: string
  readonly width: number
  readonly height: number
}

/** A chain as a picture, null until the part of the program that draws is loaded. */
export function useChainPicture(
  detail: ChainDetail,
  kind: PictureKind,
  theme: ThemeName,
  asOf: string,
): DrawnPicture | null {
  const texts = usePictureTexts(detail, kind, asOf)
  const picture = useMemo(
    () => chainPicture(chainTree(detail.links), kind, texts),
    [detail.links, kind, texts],
  )
  const [drawn, setDrawn] = useState<DrawnPicture | null>(null)
  useEffect(() => {
    let current = true
    import('./chain-chart.ts').then(
      ({ chainSvg }) => {
        const { width, height } = picture
        if (current) setDrawn({ svg: chainSvg(picture, theme), width, height })
      },
      () => undefined,
    )
    return () => {
      current = false
    }
  }, [picture, theme])
  return drawn
}

/** `链长：…　牵头部门：…`: who leads the chain, in one line. */
export function useChainLead({ chain }: ChainDetail): string {
  const { t } = useTranslation('chains')
  return (['chiefLeader', 'leadDept', 'chainOffice'] as const)
    .flatMap((field) =>
      chain[field] ? [t('picture.lead', { name: t(`field.${field}`), value: chain[field] })] : [],
    )
    .join('　')
}

function usePictureTexts(detail: ChainDetail, kind: PictureKind, asOf: string): PictureTexts {
  const { t } = useTranslation('chains')
  const { label } = useEnums()
  const lead = useChainLead(detail)
  return useMemo(() => {
    const name = (list: 'linkPositions' | 'linkStates') => (code: string) => label(list, code)
    const [position, state] = [name('linkPositions'), name('linkStates')]
    return {
      title: t(`picture.title-${kind}`, { name: detail.chain.name }),
      subtitle: [lead, t('picture.asOf', { day: asOf })].filter(Boolean).join('　'),
      positions: {
        upstream: position('upstream'),
        midstream: position('midstream'),
        downstream: position('downstream'),
        supporting: position('supporting'),
      },
      states: { strong: state('strong'), weak: state('weak'), missing: state('missing') },
      count: (count) => t('picture.links', { count }),
      figures: (local, target) => t('picture.figures', { local, target }),
      enterprises: (count) => t('picture.enterprises', { count }),
      empty: t('picture.empty'),
      legend: kind === 'situation' ? t('picture.legend') : '',
    }
  }, [t, label, lead, kind, asOf, detail.chain.name])
}
