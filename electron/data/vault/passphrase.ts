const leastLength = 8

/** What is tried first; compared without case. ASVS 5.0 6.2.4 asks for such a list, 6.2.5 forbids composition rules. */
const common = new Set(
  `12345678 123456789 1234567890 87654321 987654321 0987654321 11223344 12341234 123123123 147258369 159357456
  1qaz2wsx 1qaz2wsx3edc 1q2w3e4r 1q2w3e4r5t qwertyui qwertyuiop qwerty123 asdfghjk asdfghjkl zxcvbnm123 abcdefgh
  abcd1234 abc12345 abc123456 a1234567 a12345678 a123456789 aa123456 aa12345678 q1234567 qq123456 q123456789
  password password1 password12 password123 passw0rd p@ssw0rd p@ssword iloveyou admin123 administrator root1234
  welcome1 letmein1 sunshine princess football baseball superman trustno1 woaini123 woaini1314 woaini520 5201314520
  zhangsan123 zhaoshang123 outpost123 20080808 19491001 qianshao123`.split(/\s+/),
)

/** The form in which a passphrase is used: one spelling for the letters an input method writes in full width. */
export function normalisePassphrase(passphrase: string): string {
  return passphrase.normalize('NFKC')
}

/** True for a passphrase that must not be taken: shorter than 8 characters, one character repeated, or a usual one. */
export function isWeak(passphrase: string): boolean {
  const characters = Array.from(normalisePassphrase(passphrase))
  return (
    characters.length < leastLength ||
    new Set(characters).size === 1 ||
    common.has(characters.join('').toLowerCase())
  )
}
