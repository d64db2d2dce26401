// Pieces that the cases are made of.
export const frontMatter = (fields = '') => `---\ntitle: Nurse\nbranch: Care\nsummary: Nurses care.\n${fields}---\n`
// A site of one role with this text and these further fields.
export const role = (text, fields = '') => ({'content/roles/nurse.md': frontMatter(fields) + text + '\n'})
// A site of n roles: each(i) gives further fields, and may give a text.
export function roles(n, each) {
    const files = {}
    for (let i = 0; i < n; i++) {
        const [fields, text] = [].concat(each(i))
        files[`content/roles/role-${i}.md`] =
            `---\ntitle: Role ${i}\nbranch: Care\nsummary: One of many.\n${fields}---\n${text ?? 'Text.'}\n`
    }
    return files
}
export const times = (n, each) => Array.from({length: n}, (_, i) => each(i)).join('')
