/**
 * Measures and fonts of an official document. Lengths are twips (1/20 point; 1 mm = 56.69 twips), sizes are half
 * points. Offices vary (28 or 29 points a line, other margins), so the writers take a profile instead of knowing
 * these numbers.
 */
export interface LayoutProfile {
  readonly page: { readonly width: number; readonly height: number }
  readonly margins: {
    readonly top: number
    readonly bottom: number
    readonly left: number
    readonly right: number
  }
  /** Distance of the page number's lower edge from the lower edge of the type area. */
  readonly footerBelow: number
  /** Exact distance of lines, and what the grid takes off every character, in 1/4096 point. */
  readonly linePitch: number
  readonly charSpace: number
  /** What is added to every character of the body so that 28 fit on a line, twips. */
  readonly bodySpacing: number
  /** Width of one character of body text with this spacing. */
  readonly character: number
  readonly fonts: {
    readonly title: string
    readonly heading1: string
    readonly heading2: string
    readonly body: string
    readonly pageNumber: string
    /** Latin letters and digits. */
    readonly latin: string
  }
  readonly sizes: {
    readonly title: number
    readonly body: number
    readonly pageNumber: number
    readonly table: number
    readonly wideTable: number
  }
  /** Exact distance of lines in tables of each size. */
  readonly tableLine: number
  readonly wideTableLine: number
}

/**
 * GB/T 9704-2012: A4, margins 37 / 35 / 28 / 26 mm, 22 lines of 28 characters. 22 lines of 580 twips no longer fit
 * into 225 mm, so the line is 579. Fonts are named, never shipped: 方正小标宋, 仿宋_GB2312 and 楷体_GB2312 are
 * proprietary.
 */
export const gbt9704: LayoutProfile = {
  page: { width: 11906, height: 16838 },
  margins: { top: 2098, bottom: 1984, left: 1588, right: 1474 },
  footerBelow: 567,
  linePitch: 579,
  charSpace: -848,
  bodySpacing: -5,
  character: 315,
  fonts: {
    title: '方正小标宋简体',
    heading1: '黑体',
    heading2: '楷体_GB2312',
    body: '仿宋_GB2312',
    pageNumber: '宋体',
    latin: 'Times New Roman',
  },
  sizes: { title: 44, body: 32, pageNumber: 28, table: 24, wideTable: 21 },
  tableLine: 360,
  wideTableLine: 300,
}
