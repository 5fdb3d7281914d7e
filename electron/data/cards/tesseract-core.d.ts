/** What we use of the engine's own module; the package has no types. */
declare module 'tesseract.js-core/tesseract-core-simd-lstm.js' {
  interface Engine {
    Init(path: null, languages: string, mode: number, config: undefined): number
    SetVariable(name: string, value: string): boolean
    /** 1 when the picture cannot be read. */
    SetImageFile(orientation: number, radians: number): number
    Recognize(monitor: null): number
    GetTSVText(page: number): string
    End(): void
  }
  interface Core {
    readonly FS: { writeFile(path: string, content: Uint8Array): void }
    readonly TessBaseAPI: new () => Engine
  }
  const load: (options: {
    wasmBinary: Uint8Array
    TesseractProgress: (percent: number) => void
    printErr: (line: string) => void
  }) => Promise<Core>
  export default load
}
