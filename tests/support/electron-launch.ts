/** Opens the built app for a test. It lives in scripts/, because the demonstration opens the app the same way. */
export { type LaunchedApp, launchApp } from '../../scripts/electron-launch.ts'
