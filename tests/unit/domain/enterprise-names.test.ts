import { describe, expect, it } from 'vitest'
import {
  canMeanFirm,
  enterpriseName,
  isSameEnterpriseName,
  isShortNameOf,
  tidyEnterpriseName,
} from '../../../shared/domain/enterprise-names.ts'
import { cityOfPlace } from '../../../shared/domain/places.ts'
import { isInRegion } from '../../../shared/domain/regions.ts'

describe('names of one firm', () => {
  it.each([
    ['深圳市大疆创新科技有限公司', '大疆创新科技'],
    ['比亚迪股份有限公司', '比亚迪股份'],
    ['中国平安保险（集团）股份有限公司', '中国平安保险(集团)'],
    ['阿里巴巴(中国)有限公司 ', '阿里巴巴（中国）有限公司'],
    ['百度在线网络技术（北京）有限公司', '百度在线网络技术'],
    ['广东省深圳市汇川技术股份有限公司', '深圳市汇川技术有限责任公司'],
    ['ＴＣＬ科技集团股份有限公司', 'tcl科技'],
    ['海尔集团公司', '海尔'],
  ])('%s and %s', (a, b) => {
    expect(isSameEnterpriseName(a, b)).toBe(true)
    expect(isSameEnterpriseName(b, a)).toBe(true)
  })

  it.each([
    ['上海汽车集团股份有限公司', '广州汽车集团股份有限公司'],
    ['北京样例科技有限公司', '上海样例科技有限公司'],
    ['深圳市汇川技术股份有限公司', '苏州汇川控制技术有限公司'],
    ['有限公司', '有限公司（集团）甲'],
    ['', ''],
  ])('are told from those of two: %s and %s', (a, b) => {
    expect(isSameEnterpriseName(a, b)).toBe(false)
  })

  it('keep a place that is part of the name itself', () => {
    expect(enterpriseName('阿里巴巴有限公司')).toEqual({ core: '阿里巴巴', place: null })
    expect(enterpriseName('南京钢铁集团有限公司').core).toBe('南京钢铁')
  })
})

describe('everyday names', () => {
  it.each([
    ['宁德时代', '宁德时代新能源科技股份有限公司', true],
    ['比亚迪', '比亚迪股份有限公司', true],
    ['欣旺达', '深圳市欣旺达电子股份有限公司', true],
    ['欣旺', '欣旺达电子股份有限公司', false],
    ['新能源', '东莞新能源科技有限公司', true],
    ['样例科技有限公司', '样例科技有限公司深圳分公司', false],
    ['欣旺达电子', '欣旺达电子', false],
  ])('%s of %s: %s', (short, full, is) => {
    expect(isShortNameOf(short, full)).toBe(is)
  })

  it('do not mean a firm of another place', () => {
    const known = { name: '深圳市样例创新科技有限公司', shortName: '样例创新' }
    expect(canMeanFirm('样例创新', known)).toBe(true)
    expect(canMeanFirm('上海样例创新科技有限公司', known)).toBe(false)
  })
})

describe('how names and places are kept', () => {
  it.each([
    [' 阿里巴巴(中国)有限公司 ', '阿里巴巴（中国）有限公司'],
    ['样例 电子 有限公司', '样例电子有限公司'],
    ['ＯＰＰＯ广东移动通信有限公司', 'OPPO广东移动通信有限公司'],
    ['Sample Electronics (Shenzhen) Ltd', 'Sample Electronics (Shenzhen) Ltd'],
  ])('%s becomes %s', (typed, kept) => {
    expect(tidyEnterpriseName(typed)).toBe(kept)
  })

  it.each([
    ['广东省深圳市', '深圳市', ''],
    ['广东省 深圳市', '深圳市', ''],
    ['广东深圳', '深圳市', ''],
    ['深圳', '深圳市', ''],
    ['广东省深圳市光明区', '深圳市', '光明区'],
    ['重庆', '重庆市', ''],
    ['湖北恩施州', '恩施土家族苗族自治州', ''],
    ['贵溪市', '贵溪市', ''],
    ['越南河内', '越南河内', ''],
    ['广东省', '广东省', ''],
  ])('%s lies in %s', (typed, city, beyond) => {
    expect(cityOfPlace(typed)).toEqual({ city, beyond })
  })

  it.each([
    ['深圳市', ['greater_bay']],
    ['杭州市', ['yangtze_delta', 'zhemin']],
    ['成都市', ['chengyu']],
    ['天津市', ['jjj']],
    ['汕头市', ['other']],
    ['河内', ['other']],
  ] as const)('%s lies in the regions %j', (city, expected) => {
    const regions = ['jjj', 'yangtze_delta', 'zhemin', 'greater_bay', 'chengyu', 'other'] as const
    expect(regions.filter((region) => isInRegion(city, region))).toEqual(expected)
  })
})
