import {existsSync, readdirSync} from 'node:fs'

// The files of the state folder, beside the output, that a build which has ended leaves there.
export const STATE = ['lock', 'manifest', 'stamps', 'inputs', 'fingerprints', 'parsed', 'parsed.since']
// What else lies there.
export const leftovers = (state) => existsSync(state) ? readdirSync(state).filter((name) => !STATE.includes(name)) : []
