import {roles} from '../sites.mjs'

export default [
    {name: 'plain roles', n: 200, site: (n) => roles(n, () => '')},
]
