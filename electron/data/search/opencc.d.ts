declare module 'opencc-js/dict/TSCharacters' {
  /** `traditional simplified[ other readings]`, joined by `|`. */
  const pairs: string
  export default pairs
}
