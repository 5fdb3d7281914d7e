import { RotateLeftOutlined, RotateRightOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './cards.module.css'
import { type Corner, type Crop, corners, moved, type Turn, turned, whole } from './picture.ts'

interface Props {
  readonly picture: ImageBitmap
  readonly turn: Turn
  readonly crop: Crop
  readonly onTurn: (turn: Turn) => void
  readonly onCrop: (crop: Crop) => void
  /** Further buttons. */
  readonly children?: ReactNode
}

/** Of a preview; the file itself is cut out of the whole picture. */
const previewSide = 1200
const keyStep = 0.01

/** The photo of a card: turned by a quarter, cut out by its corners, by hand or by arrow keys. */
export function CardPicture({ picture, turn, crop, onTurn, onCrop, children }: Props) {
  const { t } = useTranslation('cards')
  const holder = useRef<HTMLDivElement>(null)
  const frame = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const canvas = turned(picture, turn, previewSide)
    canvas.className = styles.canvas ?? ''
    canvas.setAttribute('role', 'img')
    canvas.setAttribute('aria-label', t('picture'))
    holder.current?.replaceChildren(canvas)
  }, [picture, turn, t])
  const turnBy = (quarters: 1 | 3) => {
    onTurn(((turn + quarters) % 4) as Turn)
    onCrop(whole)
  }
  const drag = (corner: Corner) => (event: PointerEvent) => {
    const box = frame.current?.getBoundingClientRect()
    if (!box || !event.currentTarget.hasPointerCapture(event.pointerId)) return
    const x = (event.clientX - box.left) / box.width
    const y = (event.clientY - box.top) / box.height
    onCrop(moved(crop, corner, x, y))
  }
  const press = (corner: Corner) => (event: KeyboardEvent) => {
    const x = { ArrowLeft: -keyStep, ArrowRight: keyStep }[event.key] ?? 0
    const y = { ArrowUp: -keyStep, ArrowDown: keyStep }[event.key] ?? 0
    if (x === 0 && y === 0) return
    event.preventDefault()
    const at = {
      x: corner.endsWith('right') ? crop.right : crop.left,
      y: corner.startsWith('bottom') ? crop.bottom : crop.top,
    }
    onCrop(moved(crop, corner, at.x + x, at.y + y))
  }
  const percent = (share: number) => `${share * 100}%`
  const place = {
    left: percent(crop.left),
    top: percent(crop.top),
    width: percent(crop.right - crop.left),
    height: percent(crop.bottom - crop.top),
  }
  return (
    <div className={styles.picture}>
      <div className={styles.stage}>
        <div ref={frame} className={styles.frame}>
          <div ref={holder} />
          <div className={styles.crop} style={place}>
            {corners.map((corner) => (
              <button
                key={corner}
                type="button"
                className={`${styles.handle} ${styles[corner]}`}
                aria-label={t(`corner.${corner}`)}
                onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
                onPointerMove={drag(corner)}
                onKeyDown={press(corner)}
              />
            ))}
          </div>
        </div>
      </div>
      <div className="op-row">
        <Button
          size="small"
          icon={<RotateLeftOutlined aria-hidden />}
          aria-label={t('turn-left')}
          title={t('turn-left')}
          onClick={() => turnBy(3)}
        />
        <Button
          size="small"
          icon={<RotateRightOutlined aria-hidden />}
          aria-label={t('turn-right')}
          title={t('turn-right')}
          onClick={() => turnBy(1)}
        />
        {children}
      </div>
    </div>
  )
}
