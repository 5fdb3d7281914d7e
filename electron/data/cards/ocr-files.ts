import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Everything the reading engine needs: no network, no folder of its own. */
export interface OcrFiles {
  readonly core: Uint8Array
  /** Language data as they are packed, by the engine's name of the language. */
  readonly languages: Readonly<Record<string, Uint8Array>>
}

/** Chinese first: it is asked first for each word. */
const languages = ['chi_sim', 'eng']
const coreFile = 'tesseract-core-simd-lstm.wasm'

/** Whether reading is part of this installation. */
export function hasOcr(): boolean {
  return paths() !== null
}

/** The files of the engine, or null where it is not installed. */
export function ocrFiles(): OcrFiles | null {
  const found = paths()
  if (!found) return null
  return {
    core: readFileSync(found.core),
    languages: Object.fromEntries(found.languages.map(({ name, path }) => [name, readFileSync(path)])),
  }
}

interface Paths {
  readonly core: string
  readonly languages: readonly { readonly name: string; readonly path: string }[]
}

/** The build puts them beside the data host; run from the source they are in their packages. */
function paths(): Paths | null {
  const here = import.meta.dirname
  const modules = join(here, '..', '..', '..', 'node_modules')
  const places: readonly Paths[] = [
    ...[join(here, 'ocr'), join(here, '..', 'ocr')].map((folder) => ({
      core: join(folder, coreFile),
      languages: languages.map((name) => ({ name, path: join(folder, `${name}.traineddata.gz`) })),
    })),
    {
      core: join(modules, 'tesseract.js-core', coreFile),
      languages: languages.map((name) => ({
        name,
        path: join(modules, '@tesseract.js-data', name, '4.0.0_best_int', `${name}.traineddata.gz`),
      })),
    },
  ]
  return (
    places.find((place) => existsSync(place.core) && place.languages.every(({ path }) => existsSync(path))) ??
    null
  )
}
