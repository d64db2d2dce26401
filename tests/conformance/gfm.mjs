// Tables, strikethrough and task lists, after GFM's rules: what is written, and the HTML that is meant.
const box = '<input type="checkbox" disabled>', done = '<input type="checkbox" disabled checked>'
const table = (head, ...rows) => `<table><thead><tr>${head}</tr></thead>${rows.length ? `<tbody>${rows.map((row) => `<tr>${row}</tr>`).join('')}</tbody>` : ''}</table>`

export default [
    // A table: a row of heads, a row of dashes, rows.
    ['| a | b |\n| - | - |\n| c | d |\n', table('<th>a</th><th>b</th>', '<td>c</td><td>d</td>')],
    ['a | b\n--- | ---\nc | d\n', table('<th>a</th><th>b</th>', '<td>c</td><td>d</td>')],
    ['|a|\n|-|\n', table('<th>a</th>')],
    ['| a | b | c |\n|:--|:-:|--:|\n| d | e | f |\n',
        table('<th align="left">a</th><th align="center">b</th><th align="right">c</th>',
            '<td align="left">d</td><td align="center">e</td><td align="right">f</td>')],
    ['| a |\n|---|\n| b \\| c |\n', table('<th>a</th>', '<td>b | c</td>')],
    ['| a |\n|---|\n| `b \\| c` |\n', table('<th>a</th>', '<td><code>b | c</code></td>')],
    ['| a | b |\n|---|---|\n| c |\n', table('<th>a</th><th>b</th>', '<td>c</td><td></td>')],
    ['| a |\n|---|\n| b | c |\n', table('<th>a</th>', '<td>b</td>')],
    ['| a | b |\n|---|---|\n| c | d |\n> e\n', table('<th>a</th><th>b</th>', '<td>c</td><td>d</td>') + '<blockquote><p>e</p></blockquote>'],
    ['| a | b |\n|---|---|\n| c | d |\ne\n\nf\n', table('<th>a</th><th>b</th>', '<td>c</td><td>d</td>', '<td>e</td><td></td>') + '<p>f</p>'],
    ['| a | b |\n|---|\n| c |\n', '<p>| a | b |\n|---|\n| c |</p>'],
    ['| *a* | `b` |\n|---|---|\n| **c** | ~~d~~ |\n', table('<th><em>a</em></th><th><code>b</code></th>', '<td><strong>c</strong></td><td><del>d</del></td>')],
    ['- a\n\n  | b |\n  |---|\n  | c |\n', `<ul><li><p>a</p>${table('<th>b</th>', '<td>c</td>')}</li></ul>`],
    // Struck through: by one tilde or two, as many at the end as at the beginning, in one paragraph.
    ['~~a~~ b\n', '<p><del>a</del> b</p>'],
    ['~a~ b\n', '<p><del>a</del> b</p>'],
    ['~~a\n\nb~~\n', '<p>~~a</p><p>b~~</p>'],
    ['a ~~~b~~~ c\n', '<p>a ~~~b~~~ c</p>'],
    ['~~a *b* c~~\n', '<p><del>a <em>b</em> c</del></p>'],
    ['~~a~ b\n', '<p>~~a~ b</p>'],
    ['\\~~a~~\n', '<p>~~a~~</p>'],
    ['`~~a~~`\n', '<p><code>~~a~~</code></p>'],
    // Tasks.
    ['- [ ] a\n- [x] b\n', `<ul><li>${box} a</li><li>${done} b</li></ul>`],
    ['- [X] a\n', `<ul><li>${done} a</li></ul>`],
    ['- [x] a\n  - [ ] b\n', `<ul><li>${done} a<ul><li>${box} b</li></ul></li></ul>`],
    ['1. [ ] a\n', `<ol><li>${box} a</li></ol>`],
    ['- [ ]a\n', '<ul><li>[ ]a</li></ul>'],
    ['- [y] a\n', '<ul><li>[y] a</li></ul>'],
    ['[ ] a\n', '<p>[ ] a</p>'],
    ['- a [ ] b\n', '<ul><li>a [ ] b</li></ul>'],
    ['- [ ] a\n\n- [x] b\n', `<ul><li><p>${box} a</p></li><li><p>${done} b</p></li></ul>`],
]
