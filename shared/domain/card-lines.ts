/** A word as a reading engine sees it: where it stands on the picture, in pixels, and how sure it is, 0 to 100. */
export interface SeenWord {
  readonly text: string
  readonly confidence: number
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

export interface CardLine {
  readonly text: string
  /** Of the least sure word, 0 to 100. */
  readonly confidence: number
}

/** One field that was read. `sure` is false where a person should look twice. */
export interface CardField<T> {
  readonly value: T
  readonly sure: boolean
}

export interface CardFields {
  readonly name: CardField<string> | null
  readonly title: CardField<string> | null
  readonly company: CardField<string> | null
  readonly phones: CardField<readonly string[]> | null
  readonly email: CardField<string> | null
  readonly address: CardField<string> | null
  readonly website: CardField<string> | null
}

const han = '\\u3400-\\u9fff'
/** Below this an engine is often wrong in a sign. */
const sureFrom = 80

/** Puts words that stand beside each other into lines, from top to bottom; Chinese is written without spaces. */
export function linesOfWords(words: readonly SeenWord[]): CardLine[] {
  const rows: SeenWord[][] = []
  for (const word of [...words]
    .filter(({ text }) => text.trim() !== '')
    .sort((a, b) => middle(a) - middle(b))) {
    const row = rows.find((each) => each.some((other) => isBeside(other, word)))
    if (row) row.push(word)
    else rows.push([word])
  }
  return rows.map((row) => ({
    text: closed(
      row
        .sort((a, b) => a.left - b.left)
        .map(({ text }) => text.trim())
        .join(' '),
    ),
    confidence: Math.min(...row.map(({ confidence }) => confidence)),
  }))
}

const middle = ({ top, height }: SeenWord) => top + height / 2

function isBeside(a: SeenWord, b: SeenWord): boolean {
  const common = Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top)
  return common > 0.5 * Math.min(a.height, b.height)
}

/** Takes out the spaces that engines put between Chinese signs. */
function closed(text: string): string {
  return text
    .normalize('NFKC')
    .replace(new RegExp(`(?<=[${han}]) (?=[${han}:,()])`, 'g'), '')
    .replace(new RegExp(`(?<=[:,()]) (?=[${han}])`, 'g'), '')
    .trim()
}

/** What stands before a value; engines often lose the colon, but a lone letter is a label only with one. */
const label =
  /^(?:(手机|移动电话|电话|座机|直线|总机|传真|邮箱|电邮|邮件|电子邮箱|网址|网站|主页|地址|公司地址|办公地址|姓名|职务|职位|微信)\s*[:.]?|(mobile|mob|cell|phone|tel|fax|e-?mail|web(?:site)?|url|add(?:ress)?|wechat)(?:\s*[:.]|\s+(?=[\d+(])|$)|([mtfepwa])\s*[:.])\s*/i
const faxLabel = /传真|^\s*(fax|f)\b/i
const email = /[a-z0-9._%+-]+\s?@\s?[a-z0-9.-]+\.[a-z]{2,}/i
const website =
  /(?:https?:\/\/)?(?:www\.[a-z0-9-]+(?:\.[a-z0-9-]+)+|[a-z0-9-]+\.(?:com|cn|net|org)(?:\.cn)?)(?:\/\S*)?/i
const phoneRuns = /\+?\d(?:[\d\s().-]|转|ext\.?){6,22}\d/gi
const companyWords =
  /公司|集团|银行|研究院|研究所|事务所|中心|商会|协会|学院|大学|委员会|管委会|局$|(?<![a-z])(co\.?,?\s*ltd|ltd|limited|inc|corp|corporation|company|gmbh|group|holdings|llc|plc)\b/i
const titleWords =
  /董事|经理|总裁|总监|主任|主席|主管|处长|科长|局长|部长|院长|会长|秘书|工程师|顾问|专员|助理|代表|教授|厂长|书记|总师|合伙人|律师|会计|ceo|cfo|cto|coo|president|director|manager|chairman|officer|engineer|assistant|secretary|head of|partner|consultant|founder|chief/i
const addressWords =
  /[省市区县镇][^公司]*[路街道巷号楼室园]|[路街道巷]\s*\d+\s*号|\b(road|rd|street|st|avenue|ave|building|bldg|floor|district|zone|suite)\b/i

/** Engines put spaces around figures, which an address in Chinese does not have. */
const besideFigures = new RegExp(`(?<=[${han}]) (?=\\d)|(?<=\\d) (?=[${han}])`, 'g')

interface Open {
  readonly line: CardLine
  readonly text: string
  readonly labelled: string
}

/**
 * Understands the lines of a business card, Chinese, English or both. What no rule takes stays out: a person sees the
 * picture beside the fields and types what is missing.
 */
export function cardFields(lines: readonly CardLine[]): CardFields {
  const phones: { number: string; sure: boolean }[] = []
  const found: { -readonly [K in keyof CardFields]: CardFields[K] } = {
    name: null,
    title: null,
    company: null,
    phones: null,
    email: null,
    address: null,
    website: null,
  }
  const left: Open[] = []
  for (const line of lines) {
    const whole = line.text.normalize('NFKC').trim()
    const labelled = (label.exec(whole)?.[0] ?? '').toLowerCase().replace(/[\s:.]/g, '')
    let text = whole
    const sure = line.confidence >= sureFrom
    const mail = email.exec(text)
    if (mail) {
      found.email ??= { value: mail[0].replace(/\s/g, '').toLowerCase(), sure }
      text = without(text, mail)
    }
    const web = isAddressLabel(labelled) ? null : website.exec(text)
    if (web) {
      found.website ??= { value: web[0].toLowerCase(), sure }
      text = without(text, web)
    }
    if (!isAddressLabel(labelled) && !addressWords.test(text)) {
      for (const part of text.split(/(?=传真|fax\b)/i)) {
        if (faxLabel.test(part)) continue
        for (const run of part.match(phoneRuns) ?? []) {
          const number = phoneOf(run)
          if (number && !phones.some((known) => known.number === number)) phones.push({ number, sure })
        }
      }
      text = text.replace(phoneRuns, '')
    }
    text = text
      .replace(label, '')
      .replace(/[\s:|,/]+$/, '')
      .trim()
    if (text !== '' && /\p{L}{2}/u.test(text)) left.push({ line, text, labelled })
  }
  if (phones.length > 0)
    found.phones = { value: phones.map(({ number }) => number), sure: phones.every(({ sure }) => sure) }
  take(
    left,
    ({ text, labelled }) => isAddressLabel(labelled) || addressWords.test(text),
    (value, sure) => {
      found.address = { value: value.replace(besideFigures, ''), sure }
    },
  )
  take(
    left,
    ({ text }) => companyWords.test(text) && !/职|部$/.test(text),
    (value, sure) => {
      found.company = { value, sure }
    },
  )
  nameAndTitle(left, found)
  return found
}

const isAddressLabel = (labelled: string) => /地址|^add(ress)?$|^a$/.test(labelled)
const without = (text: string, { index, 0: matched }: RegExpExecArray) =>
  `${text.slice(0, index)} ${text.slice(index + matched.length)}`.trim()

/** The Chinese one of several: the other is its translation. */
function take(
  left: Open[],
  fits: (open: Open) => boolean,
  keep: (value: string, sure: boolean) => void,
): void {
  const fitting = left.filter(fits)
  const best = fitting.find(({ text }) => isHan(text)) ?? fitting[0]
  if (best) keep(best.text, best.line.confidence >= sureFrom)
  for (const each of fitting) left.splice(left.indexOf(each), 1)
}

const isHan = (text: string) => new RegExp(`[${han}]`).test(text)

type Found = { name: CardFields['name']; title: CardFields['title'] }

/** Often on one line: `样例庚 副总经理`, `Geng Yangli, Deputy General Manager`. */
function nameAndTitle(left: Open[], found: Found): void {
  const titled = left.filter(({ text }) => titleWords.test(text))
  const title = titled.find(({ text }) => isHan(text)) ?? titled[0]
  if (title) {
    const sure = title.line.confidence >= sureFrom
    const parts = splitName(title.text)
    if (parts) {
      found.name = { value: parts.name, sure: sure && title.line.confidence >= sureFrom }
      found.title = { value: parts.title, sure }
    } else found.title = { value: title.text, sure }
  }
  if (found.name) return
  const named = left.filter(({ text }) => !titleWords.test(text) && isName(text))
  const name = named.find(({ text }) => isHan(text)) ?? named[0]
  if (name)
    found.name = { value: tidyName(name.text), sure: name.line.confidence >= sureFrom && left.length < 8 }
}

function splitName(text: string): { name: string; title: string } | null {
  const chinese = new RegExp(`^([${han}]{2,4})[\\s/|]+(.+)$`).exec(text)
  if (chinese?.[1] && chinese[2] && !titleWords.test(chinese[1]))
    return { name: chinese[1], title: chinese[2].trim() }
  const english = /^([A-Z][\p{L}.'-]+(?: [A-Z][\p{L}.'-]+){1,2})\s*[,|/-]\s*(.+)$/u.exec(text)
  if (english?.[1] && english[2] && !titleWords.test(english[1]))
    return { name: english[1], title: english[2].trim() }
  return null
}

function isName(text: string): boolean {
  if (new RegExp(`^[${han}](?: ?[${han}·]){1,5}$`).test(text)) return true
  return /^(?:(?:Mr|Ms|Mrs|Dr)\.? )?[A-Z][\p{L}.'-]+(?:,? [A-Z][\p{L}.'-]*){1,3}$/u.test(text)
}

const tidyName = (text: string) => (isHan(text) ? text.replaceAll(' ', '') : text)

/** A number as people write it; null for a run of figures that is none. */
function phoneOf(run: string): string | null {
  const digits = run.replace(/\D/g, '')
  const mobile = /^(?:0{0,2}86)?(1[3-9]\d{9})$/.exec(digits)
  if (mobile?.[1]) return mobile[1]
  if (digits.length < 7 || digits.length > 18) return null
  return run
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/[.\s-]+$/, '')
}
