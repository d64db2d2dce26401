// A part of many cases, which a seed chooses: FAULT_SEED takes another part.
export const seed = Number(process.env.FAULT_SEED ?? 1)

// What stands behind a name on the command line.
export const option = (name) => process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined
const count = Number(option('--sample') ?? Infinity)

// As many as --sample says, in another order; all of them where it does not.
export function sample(cases) {
    const ret = [...cases]
    let state = BigInt(seed)
    for (let i = ret.length - 1; i > 0; i--) {
        state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn
        const other = Number((state >> 33n) % BigInt(i + 1));
        [ret[i], ret[other]] = [ret[other], ret[i]]
    }
    return ret.slice(0, count)
}

export const told = () => count === Infinity ? '' : `, chosen by FAULT_SEED=${seed}`

// Whether a case shows anything: half of the bytes is for calls that carry some; and these are simply made again where a
// signal interrupts them, which a few of them show. `kinds` as fault.c tells them, `at` from 1 on.
const EINTR = 4
export const isTelling = (what, kinds, at) => what === 'short' ? kinds[at - 1] === 'd' : what !== EINTR || kinds[at - 1] !== 'd' || at % 16 === 0
