/** The page's style: of one column and with rows as cards where it is narrow, in the colours that the reader prefers. */
export const style = `
:root { color-scheme: light dark; --line: #8886; --bad: #c62828; --good: #2e7d32; --tint: #c6282818; }
@media (prefers-color-scheme: dark) { :root { --bad: #ff8a80; --good: #81c784; --tint: #ff8a8022; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 1rem; font: 16px/1.45 system-ui, sans-serif; overflow-wrap: anywhere; }
h1, h2, p { margin: 0 0 .4rem; }
h2 { font-size: 1.1rem; margin-top: 1.6rem; }
ul { list-style: none; margin: 0; padding: 0; }
.good { color: var(--good); font-weight: 600; }
.bad { color: var(--bad); font-weight: 600; }
.node, .guest { border: 1px solid var(--line); border-radius: .5rem; padding: .5rem; margin-top: .5rem; }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); gap: .35rem; }
.tiles li, .part { display: flex; justify-content: space-between; gap: .5rem; border-radius: .3rem; padding: .15rem .4rem; }
.tiles li { border: 1px solid var(--line); font-size: .875rem; }
.part { font-weight: 600; margin: 0; }
.drifted { background: var(--tint); color: var(--bad); }
.drifted a { color: inherit; }
.guests { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 16rem), 1fr)); gap: .35rem; }
.guest > .guests { margin-left: .75rem; }
.guest:has(> .guests) { grid-column: 1 / -1; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .5rem; border-bottom: 1px solid var(--line); }
code { font-size: .875em; white-space: pre-wrap; }
.remarks li { white-space: pre-wrap; margin-bottom: .4rem; }
@media (max-width: 40rem) {
  thead { display: none; }
  tr { display: block; border: 1px solid var(--line); border-radius: .5rem; margin-bottom: .5rem; }
  td { display: grid; grid-template-columns: 6rem 1fr; border: 0; }
  td::before { content: attr(data-title); opacity: .7; }
}
`;
