/** What the feed brings changes nothing about what was refused. */
export async function noteTakenAfterAll(): Promise<void> {}
