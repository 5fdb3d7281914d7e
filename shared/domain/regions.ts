import type { regions } from './enumerations.ts'
import { leadingCity, leadingProvince } from './places.ts'

export type Region = (typeof regions)[number]

/** Provinces of the regions that stations and delegations are sent to (domain brief 4, region). */
const provincesOf: Readonly<Record<Exclude<Region, 'other' | 'greater_bay'>, readonly string[]>> = {
  jjj: ['北京', '天津', '河北'],
  yangtze_delta: ['上海', '江苏', '浙江', '安徽'],
  zhemin: ['浙江', '福建'],
  chengyu: ['四川', '重庆'],
}

/** The nine mainland cities and two regions of 粤港澳大湾区 (规划纲要, 2019-02-18). */
const greaterBay = '广州 深圳 珠海 佛山 惠州 东莞 中山 江门 肇庆 香港 澳门'.split(' ')

/** Whether a city, as it is kept with an enterprise, lies in a region. 浙江 lies in two; `other` is all the rest. */
export function isInRegion(city: string, region: Region): boolean {
  const place = leadingCity(city)?.place ?? leadingProvince(city)?.place
  const inGreaterBay = place !== undefined && greaterBay.includes(place.short)
  const within = (named: keyof typeof provincesOf) =>
    place !== undefined && provincesOf[named].includes(place.province)
  if (region === 'greater_bay') return inGreaterBay
  if (region !== 'other') return within(region)
  return (
    !inGreaterBay && !within('jjj') && !within('yangtze_delta') && !within('zhemin') && !within('chengyu')
  )
}
