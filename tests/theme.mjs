// A theme of next to nothing, beside a copy of the program: what a run takes with it, the site takes. For tests
// that the shape of pages is no part of: a profile's page says what is in it, each other one its title.
//
//   node tests/theme.mjs BUILD/metier FOLDER     prints where the copy is
import {cpSync, mkdirSync, readdirSync, writeFileSync} from 'node:fs'
import {dirname, join, resolve} from 'node:path'
import {fileURLToPath} from 'node:url'

const repository = join(dirname(fileURLToPath(import.meta.url)), '..')
const layouts = join(repository, 'layouts')
const base = `<!doctype html>
<html lang="{{LANGUAGE}}" dir="{{DIRECTION}}">
<head><meta charset="utf-8"><title>{{HEAD_TITLE}}</title></head>
<body><main>{{>MAIN}}</main></body>
</html>
`
const body = '<h1>{{TITLE}}</h1>\n<p>{{SUMMARY}}</p>\n{{>CONTENTS}}\n{{BODY:none}}\n'
const texts = {
    'base.html': base, 'page.html': body, 'article.html': body,
    'home.html': '<h1>{{TITLE}}</h1>\n{{#BRANCHES}}<p>{{TITLE}}</p>\n{{#ROLES}}<p>{{TITLE}}</p>\n{{/ROLES}}{{/BRANCHES}}\n',
    'role.html': '<h1>{{TITLE}}</h1>\n<p>{{SUMMARY}}</p>\n{{>CONTENTS}}\n{{LEAD:none}}\n{{#SECTIONS}}<h2>{{HEADING:none}}</h2>\n{{BODY:none}}\n{{/SECTIONS}}\n',
}

export function writePlainTheme(folder) {
    mkdirSync(join(folder, 'static'), {recursive: true})
    cpSync(join(layouts, 'strings'), join(folder, 'layouts/strings'), {recursive: true})
    cpSync(join(layouts, 'partials/contents.html'), join(folder, 'layouts/partials/contents.html'))
    for (const name of readdirSync(layouts)) {
        if (name.endsWith('.html')) writeFileSync(join(folder, 'layouts', name), texts[name] ?? '<h1>{{TITLE}}</h1>\n')
    }
}

function install(program, folder) {
    const ret = join(resolve(folder), 'build/metier')
    mkdirSync(dirname(ret), {recursive: true})
    cpSync(program, ret)
    return ret
}

// Both return where the copy of the program is, in FOLDER/build.
export function installWithPlainTheme(program, folder) {
    writePlainTheme(folder)
    return install(program, folder)
}
export function installWithTheme(program, folder) {
    for (const part of ['layouts', 'static']) cpSync(join(repository, part), join(folder, part), {recursive: true})
    return install(program, folder)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(installWithPlainTheme(...process.argv.slice(2, 4)))
