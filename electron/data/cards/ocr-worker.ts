import { parentPort, workerData } from 'node:worker_threads'
import { gunzipSync } from 'node:zlib'
import loadCore from 'tesseract.js-core/tesseract-core-simd-lstm.js'
import type { SeenWord } from '#shared/domain/card-lines.ts'
import type { OcrFiles } from './ocr-files.ts'

/** Only the neural network; the older engine's data are not here. */
const neural = 1
/** A card is one block of lines of any size. */
const oneBlock = '6'

const engine = start()

async function start() {
  // What started this thread gave it the files; it opens none itself.
  const { core, languages } = workerData as OcrFiles
  const module = await loadCore({
    wasmBinary: core,
    TesseractProgress: () => undefined,
    printErr: () => undefined,
  })
  for (const [name, packed] of Object.entries(languages))
    module.FS.writeFile(`./${name}.traineddata`, gunzipSync(packed))
  const api = new module.TessBaseAPI()
  if (api.Init(null, Object.keys(languages).join('+'), neural, undefined) === -1)
    throw new Error('the language data cannot be used')
  api.SetVariable('tessedit_pageseg_mode', oneBlock)
  return { module, api }
}

/** Entry of the thread that reads pictures: one after the other. */
parentPort?.on('message', async ({ id, picture }: { id: number; picture: Uint8Array }) => {
  try {
    const { module, api } = await engine
    module.FS.writeFile('/input', picture)
    if (api.SetImageFile(1, 0) === 1) throw new Error('no picture')
    api.Recognize(null)
    parentPort?.postMessage({ id, words: wordsOf(api.GetTSVText(0)) })
  } catch (error) {
    parentPort?.postMessage({ id, failed: String(error) })
  }
})

/** Level 5 of the table are words: level, page, block, paragraph, line, word, left, top, width, height, confidence, text. */
function wordsOf(table: string): SeenWord[] {
  return table.split('\n').flatMap((row) => {
    const [level, , , , , , left, top, width, height, confidence, text = ''] = row.split('\t')
    if (level !== '5' || text.trim() === '') return []
    const [x, y, w, h] = [Number(left), Number(top), Number(width), Number(height)]
    return [{ text, confidence: Number(confidence), left: x, top: y, width: w, height: h }]
  })
}
