import { FileImageOutlined, PrinterOutlined } from '@ant-design/icons'
import { Button, Skeleton } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { ChainDetail } from '#shared/contract/chains.ts'
import type { PictureKind } from '#shared/domain/chain-picture.ts'
import { useThemeName } from '../../app/ThemeProvider.tsx'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { useToday } from '../../lib/clock.ts'
import { useAction } from '../../lib/use-action.ts'
import styles from './chains.module.css'
import { savePicture } from './save-picture.ts'
import { useChainPicture } from './use-picture.ts'

/** 全景图 or 现状图 of a chain, to be looked at, printed for a visit folder or saved as a picture. */
export function ChainPicture({ detail, kind }: { readonly detail: ChainDetail; readonly kind: PictureKind }) {
  const { t } = useTranslation('chains')
  const navigate = useNavigate()
  const today = useToday()
  const drawn = useChainPicture(detail, kind, useThemeName(), today)
  const paper = useChainPicture(detail, kind, 'light', today)
  const save = useAction((format: 'png' | 'svg') =>
    paper
      ? savePicture(paper, t(`picture.title-${kind}`, { name: detail.chain.name }), format)
      : Promise.resolve(),
  )
  const address = useMemo(() => drawn && svgAddress(drawn.svg), [drawn])
  return (
    <div className="op-stack">
      <div className="op-row">
        <span className="op-meta">{t('picture.hint')}</span>
        <span className={styles.right}>
          <Button
            icon={<PrinterOutlined aria-hidden />}
            onClick={() => navigate(`/chains/${detail.chain.id}/print`)}
          >
            {t('picture.print')}
          </Button>
          {(['png', 'svg'] as const).map((format) => (
            <Button
              key={format}
              icon={<FileImageOutlined aria-hidden />}
              loading={save.busy}
              disabled={!paper}
              onClick={() => save.run(format)}
            >
              {t(`picture.save-${format}`)}
            </Button>
          ))}
        </span>
      </div>
      <ErrorNotice error={save.error} onClose={save.clearError} />
      {drawn && address ? (
        <img
          className={styles.picture}
          src={address}
          width={drawn.width}
          height={drawn.height}
          alt={t('picture.alt', { title: t(`picture.title-${kind}`, { name: detail.chain.name }) })}
        />
      ) : (
        <Skeleton active />
      )}
    </div>
  )
}

/** A picture as an address that an image element shows. */
export const svgAddress = (svg: string): string =>
  `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
