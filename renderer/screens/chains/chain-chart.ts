import { GraphicComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import type { Ink, Picture, Shape } from '#shared/domain/chain-picture.ts'
import type { ThemeName } from '../../app/palette.ts'

use([GraphicComponent, SVGRenderer])

// Without quotation marks, which would end the attribute they stand in.
const fonts =
  'Microsoft YaHei UI, PingFang SC, Noto Sans SC, Noto Sans CJK SC, system-ui, Segoe UI, sans-serif'

/** On each background the text has a contrast of at least 4.5:1. */
const inks: Readonly<Record<ThemeName, Readonly<Record<Ink, string>>>> = {
  light: {
    ...{ page: '#ffffff', text: '#1f2329', meta: '#545c68', line: '#c9ced6', card: '#f5f7fa' },
    ...{ onBand: '#ffffff', upstream: '#2c64a8', midstream: '#1d4f91', downstream: '#143b70' },
    ...{ supporting: '#4d5866', strong: '#24693d', weak: '#8a5300', missing: '#b42318' },
    ...{ strongSoft: '#eef6f0', weakSoft: '#fdf5e3', missingSoft: '#fdf0ee' },
  },
  dark: {
    ...{ page: '#1c1f23', text: '#e4e6ea', meta: '#a9b0ba', line: '#454b54', card: '#23272c' },
    ...{ onBand: '#0f1a2a', upstream: '#8fb6ec', midstream: '#7aa7e6', downstream: '#6496dd' },
    ...{ supporting: '#a3a9b3', strong: '#7fc496', weak: '#e3b466', missing: '#f2887e' },
    ...{ strongSoft: '#1e2c23', weakSoft: '#302818', missingSoft: '#351f1d' },
  },
}

/** The picture as SVG text, drawn by ECharts without animation. */
export function chainSvg(picture: Picture, theme: ThemeName): string {
  const { width, height, shapes } = picture
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height })
  const colours = inks[theme]
  chart.setOption({
    animation: false,
    backgroundColor: colours.page,
    graphic: { elements: shapes.map((shape) => element(shape, colours)) },
  })
  const svg = chart.renderToSVGString()
  chart.dispose()
  return svg
}

function element(shape: Shape, colours: Readonly<Record<Ink, string>>): Record<string, unknown> {
  const still = { silent: true, cursor: 'default' }
  switch (shape.kind) {
    case 'box': {
      const [x, y, width, height] = shape.at
      return {
        ...{ type: 'rect', ...still, shape: { x, y, width, height, r: shape.round ?? 0 } },
        style: {
          fill: colours[shape.fill],
          ...(shape.stroke
            ? { stroke: colours[shape.stroke], lineWidth: 1, ...(shape.dashed ? { lineDash: [5, 3] } : {}) }
            : {}),
        },
      }
    }
    case 'arrow':
      return {
        type: 'polygon',
        ...still,
        shape: { points: shape.points },
        style: { fill: colours[shape.fill] },
      }
    case 'text': {
      const [x, y] = shape.at
      const { text, size, ink, bold, align = 'left' } = shape
      const font = `${bold ? '600 ' : ''}${size}px ${fonts}`
      return {
        ...{ type: 'text', ...still, x, y },
        style: { text, font, fill: colours[ink], align, verticalAlign: 'middle' },
      }
    }
  }
}
