/** One record of the measurement: an enterprise with twelve fields, about 367 bytes as JSON with its id. */
export interface SampleRecord {
  readonly id: string
  readonly values: Readonly<Record<string, string | number | null>>
}

/** Numbers from 0 up to 1 that are the same in every run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const syllables = '华东南方新能源材料科技电子机械生物医药精密智能装备光电半导体轻工纺织物流环保海洋航空'
const cities = ['深圳', '苏州', '上海', '东莞', '无锡', '宁波', '佛山', '厦门']

/** @param seed the same seed gives the same records; other seeds give other ids. */
export function sampleRecords(
  count: number,
  seed: number,
  owner: { readonly unitId: string; readonly userId: string },
): SampleRecord[] {
  const random = seeded(seed)
  const pick = <T>(all: ArrayLike<T>): T => all[Math.floor(random() * all.length)] as T
  const word = (length: number) => Array.from({ length }, () => pick(syllables)).join('')
  const hex = (value: number, width: number) => value.toString(16).padStart(width, '0')
  const start = Date.UTC(2026, 0, 5)
  return Array.from({ length: count }, (_, index) => {
    const made = start + index * 250
    const time = hex(made, 12)
    const id = `${time.slice(0, 8)}-${time.slice(8)}-7${hex(seed & 0xfff, 3)}-8${hex(index & 0xfff, 3)}-${hex(Math.floor(random() * 2 ** 47), 12)}`
    const name = `${word(4)}${index}${pick(['有限公司', '股份有限公司'])}`
    return {
      id,
      values: {
        unitId: owner.unitId,
        createdBy: owner.userId,
        createdAt: new Date(made).toISOString(),
        origin: 'import',
        name,
        city: pick(cities),
        industryChain: word(4),
        mainProducts: word(10),
        employees: Math.floor(random() * 9000),
        revenue: Math.floor(random() * 1e6),
        website: `https://www.${hex(Math.floor(random() * 2 ** 32), 8)}.example`,
        status: 'contacted',
      },
    }
  })
}
