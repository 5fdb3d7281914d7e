import { existsSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

/** A planted fault: which exports of which modules its file replaces. */
interface Mutant {
  /** What it does wrong, and which rule of sync.md speaks of it. */
  readonly fault: string
  /** Modules of the product, each with the names that `mutants/<name>.ts` exports in their place. */
  readonly replaces: Readonly<Record<string, readonly string[]>>
  /**
   * Stories that notice it, to be tried first: seeds, which what the product draws by chance may move, or written
   * stories (`regressions/<name>.json`) where chance alone seldom brings it about.
   */
  readonly caughtBy: readonly (number | string)[]
}

/** Faults that the simulator must notice. The product has no switch for them: its modules are replaced on loading. */
export const mutants: Readonly<Record<string, Mutant>> = {
  'naive-cursor': {
    fault: 'the feed hides what is committed late and readers pass over it (rule 1)',
    replaces: {
      'server/sync/changes.ts': ['changesPage'],
      'electron/data/sync/feed-page.ts': ['sortOut'],
    },
    caughtBy: [1],
  },
  'holes-passed-over': {
    fault: 'a page with a hole is applied (rule 1)',
    replaces: { 'electron/data/sync/feed-page.ts': ['sortOut'] },
    caughtBy: [1],
  },
  'cursor-before-rows': {
    fault: 'the cursor is kept outside the transaction of the rows it stands for (rule 2)',
    replaces: { 'electron/data/queries/sync.ts': ['cursors', 'setCursor', 'removeCursor'] },
    caughtBy: [25, 'page-lost-with-the-process'],
  },
  'clock-refused': {
    fault: 'a write is refused because the clock is behind what was seen (rule 3)',
    replaces: { 'shared/sync/hlc.ts': ['nextHlc'] },
    caughtBy: [29],
  },
  'clock-trusted': {
    fault: 'a stamp is made of the clock alone, whatever was seen before (2, HLC)',
    replaces: { 'shared/sync/hlc.ts': ['nextHlc'] },
    caughtBy: [1],
  },
  'not-above-what-stands': {
    fault: 'what a user writes beside values from clocks that run ahead is not what is shown (2, 9)',
    replaces: { 'shared/sync/own-stamps.ts': ['stampToBeSeen'] },
    caughtBy: ['edited-between-two-clocks-ahead'],
  },
  'future-accepted': {
    fault: 'the server takes stamps of clocks that run ahead (2, re-stamping)',
    replaces: { 'server/sync/restamp.ts': ['restamp'] },
    caughtBy: [18],
  },
  'delete-from-absence': {
    fault: 'what a page of the feed does not list leaves the device (rule 4)',
    replaces: { 'electron/data/sync/apply-changes.ts': ['applyPage'] },
    caughtBy: [1, 2],
  },
  'lost-loser': {
    fault: 'the value that lost against a concurrent one is dropped (2)',
    replaces: { 'shared/sync/merge.ts': ['applyOp'] },
    caughtBy: [1],
  },
  'loser-without-history': {
    fault: 'the value that lost goes into no history (2)',
    replaces: { 'shared/sync/merge.ts': ['applyOp'] },
    caughtBy: ['clock-ten-years-ahead'],
  },
  'resurrected-delete': {
    fault: 'a device forgets a delete with its next change of the record (2, tombstones)',
    replaces: { 'electron/data/sync/record-in-hand.ts': ['confirmOp', 'confirmState'] },
    caughtBy: [6],
  },
  'purge-with-pending-work': {
    fault: 'what waits goes with the record whose scope was revoked (rule 6)',
    replaces: { 'electron/data/sync/record-in-hand.ts': ['leave'] },
    caughtBy: [80, 'revoked-with-work-waiting'],
  },
  'duplicate-on-lost-reply': {
    fault: 'the server takes an operation that is sent again as a new one (4)',
    replaces: { 'server/sync/push.ts': ['push'] },
    caughtBy: [1, 14],
  },
  'ack-without-server': {
    fault: 'a device takes its operations for uploaded when the reply is lost (rule 7)',
    replaces: { 'electron/data/sync/http.ts': ['callServer'] },
    caughtBy: [7, 14],
  },
  'refused-op-dropped': {
    fault: 'an operation that the server refused is gone from the device (4)',
    replaces: { 'electron/data/queries/sync.ts': ['keepRefusedOp'] },
    caughtBy: [7],
  },
  'bases-not-renamed': {
    fault: 'after a re-stamping, bases still name the old stamps (2)',
    replaces: { 'shared/sync/merge.ts': ['renameStamps'] },
    caughtBy: [18],
  },
  'outbox-not-replayed': {
    fault: 'a pulled change hides what still waits on the same record (1, overlay)',
    replaces: { 'electron/data/sync/record-in-hand.ts': ['putBack'] },
    caughtBy: [1],
  },
  'copy-goes-on-as-one': {
    fault: 'a copied or restored store goes on under the old incarnation (rule 5)',
    replaces: { 'electron/data/sync/incarnation.ts': ['renewIncarnation'] },
    caughtBy: [40, 'restored-and-copied-after-an-upload'],
  },
  'set-back-unnoticed': {
    fault: 'nothing is offered again to a server that was set back (3, epoch)',
    replaces: { 'electron/data/sync/recovery.ts': ['mustOfferAgain', 'offerAgain'] },
    caughtBy: [56],
  },
  'failover-unnoticed': {
    fault: 'nobody offers again what a database lost that went over to a replica which lagged behind (T1)',
    replaces: { 'electron/data/sync/doubt.ts': ['doubtServer', 'serverWentBack'] },
    caughtBy: [17, 'failed-over-before-the-feed-brought-it'],
  },
  'whole-in-parts': {
    fault: 'the server takes what has come of a whole operation',
    replaces: { 'server/sync/whole-operations.ts': ['sortOutWholes'] },
    caughtBy: [1],
  },
  'request-unanswered': {
    fault: 'the server keeps a request and never decides it',
    replaces: { 'server/sync/decide.ts': ['decisionOn'] },
    caughtBy: [33],
  },
  'snapshot-pin-ahead': {
    fault: 'the feed goes on behind a change that the snapshot does not have (6)',
    replaces: { 'electron/data/sync/http-stream.ts': ['openSnapshot'] },
    caughtBy: [1],
  },
  'checksums-not-compared': {
    fault:
      'nobody notices what a server that was set back has forgotten and nobody can offer again (3, checksums)',
    replaces: { 'electron/data/sync/after-care.ts': ['compareChecksums'] },
    caughtBy: [49, 'decision-forgotten-by-the-server'],
  },
  'refused-though-taken': {
    fault: 'an operation stays refused on the device although the feed brings it (4)',
    replaces: { 'electron/data/sync/taken-after-all.ts': ['noteTakenAfterAll'] },
    caughtBy: [40, 'told-too-large-though-taken'],
  },
  'carried-with-any-rights': {
    fault: 'whatever is carried is taken, whether its author may write it or not (9)',
    replaces: { 'server/sync/carried.ts': ['takeCarried'], 'shared/sync/authorise.ts': ['authorise'] },
    caughtBy: [63, 'carried-after-the-right-was-lost'],
  },
  'carried-twice': {
    fault: 'an operation that is carried takes effect again although it is there (9, op_id)',
    replaces: { 'server/sync/push.ts': ['push'] },
    caughtBy: [18, 23],
  },
  'carried-let-go': {
    fault: 'a laptop lets go of what it carries when it has sent it, whatever comes back (9)',
    replaces: { 'electron/data/exchange/carry-up.ts': ['carryUp'] },
    caughtBy: ['carried-and-the-network-lost'],
  },
  'read-again-as-new': {
    fault: 'a laptop takes a bundle over as often as it is read (9)',
    replaces: { 'electron/data/queries/exchange.ts': ['findCarriedOp'] },
    caughtBy: [27],
  },
  'hint-moves-cursor': {
    fault: 'the number in a hint counts as read (8)',
    replaces: {
      'electron/data/sync/wake.ts': ['listenForWake'],
      'electron/data/queries/sync.ts': ['cursors'],
    },
    caughtBy: [26],
  },
  'barred-goes-on': {
    fault: 'a laptop that was barred goes on with the token it has (administration)',
    replaces: { 'server/accounts/tokens.ts': ['sessionOf'] },
    caughtBy: [6, 7, 'barred-with-work-waiting-and-let-back'],
  },
  'let-back-with-the-old-token': {
    fault: 'a laptop that is let back needs no new sign-in, whoever has its token (administration)',
    replaces: { 'server/administration/devices.ts': ['allowDevice'] },
    caughtBy: [6, 53, 'barred-with-work-waiting-and-let-back'],
  },
  'work-goes-with-the-token': {
    fault: 'what waits goes when the server ends the token (rule 6)',
    replaces: { 'electron/data/queries/account.ts': ['removeToken'] },
    caughtBy: [6, 16, 'barred-with-work-waiting-and-let-back'],
  },
  'feed-cut-without-horizon': {
    fault: 'the server forgets changes without saying from where on they are gone (3, retention)',
    replaces: { 'server/sync/retention.ts': ['pruneChanges'] },
    caughtBy: [7, 18],
  },
}

export const mutantNames = Object.keys(mutants)

const root = resolve(import.meta.dirname, '../..')

/**
 * Puts a mutant's functions in the place of the product's, in this process, for every module loaded from now on. The
 * mutant itself reaches the originals by importing them.
 * @throws when there is no such mutant, or when the product no longer has what it replaces
 */
export function plant(name: string): void {
  const mutant = mutants[name]
  if (!mutant) throw new Error(`no mutant ${name}; there are ${mutantNames.join(', ')}`)
  const own = pathToFileURL(resolve(import.meta.dirname, 'mutants', `${name}.ts`)).href
  const folder = new URL('.', own).href
  const replaced = new Map(
    Object.entries(mutant.replaces).map(([path, exports]) => {
      const file = resolve(root, path)
      if (!existsSync(file)) throw new Error(`mutant ${name} replaces ${path}, which is not there`)
      return [pathToFileURL(file).href, exports]
    }),
  )
  const marked = (url: string) => `${url}?mutant`
  registerHooks({
    resolve: (specifier, context, next) => {
      const resolved = next(specifier, context)
      const exports = replaced.get(resolved.url)
      // The mutant and the module in between see the original.
      const inside = context.parentURL?.startsWith(folder) || context.parentURL?.endsWith('?mutant')
      if (!exports || inside) return resolved
      return { ...resolved, url: marked(resolved.url) }
    },
    load: (url, context, next) => {
      const original = url.endsWith('?mutant') ? url.slice(0, -'?mutant'.length) : null
      const exports = original === null ? undefined : replaced.get(original)
      if (original === null || !exports) return next(url, context)
      const names = exports.join(', ')
      const source = [
        `export * from ${JSON.stringify(original)}`,
        // Fails to load when the original lacks one of the names.
        `export { ${exports.map((export_) => `${export_} as original_${export_}`).join(', ')} } from ${JSON.stringify(original)}`,
        `export { ${names} } from ${JSON.stringify(own)}`,
      ].join('\n')
      return { format: 'module', source, shortCircuit: true }
    },
  })
}
