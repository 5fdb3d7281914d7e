import { runMain, runVisibly } from './command-line.ts'
import { electronArguments, electronEnvironment, prepareApp } from './prepare-app.ts'

/** `npm start`: prepares what is missing, opens the app and ends with its code. Further arguments go to the app. */
await runMain(async () => {
  const { electron, display } = await prepareApp()
  try {
    return await runVisibly(electron.executable, electronArguments(display, process.argv.slice(2)), {
      env: electronEnvironment(display),
    })
  } finally {
    display.stop()
  }
})
