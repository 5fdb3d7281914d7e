/**
 * Flags of a Node program that runs the data host. By itself Node 24 lets the young part of its heap grow to 128 MiB,
 * which a first pull fills; with a quarter of that it is no slower
 * (`npm run bench -- sync`). A utility process of Electron takes V8's settings from Electron.
 */
export const hostFlags: readonly string[] = ['--max-semi-space-size=16']
