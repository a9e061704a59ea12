/** The looks of the HTML report: calm, legible, light or dark as the reader's system is. */

/** The style sheet. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #f6f7f9; --paper: #ffffff; --ink: #1a2330; --soft: #526071; --line: #d5dbe3; --accent: #0b6e69;
  --pass: #17713a; --pass-ground: #e0f3e6; --skip: #566273; --skip-ground: #e9edf2;
  --assumed: #8a5300; --assumed-ground: #fdf0d8; --fail: #b3261e; --fail-ground: #fde7e4;
  --error: #7b2d8e; --error-ground: #f5e4f9;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #11161d; --paper: #1a212b; --ink: #e8edf3; --soft: #a5b2c1; --line: #364250; --accent: #4fc7bd;
    --pass: #7ddb9b; --pass-ground: #153521; --skip: #b3bfcc; --skip-ground: #2a3440;
    --assumed: #f5c26b; --assumed-ground: #3d2e10; --fail: #ff9d92; --fail-ground: #451d1a;
    --error: #e3a6f2; --error-ground: #3c1b46;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1.5rem clamp(1rem, 4vw, 3rem) 4rem; max-width: 90rem; background: var(--ground); color: var(--ink);
  font: 15px / 1.5 system-ui, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
}
h1 { margin: 0 0 .5rem; font-size: 1.6rem; }
h1 span { color: var(--soft); font-weight: 400; }
h2 { margin: 0 0 .8rem; font-size: 1.15rem; }
h3 { margin: .8rem 0 .3rem; font-size: 1rem; }
a { color: var(--accent); }
section { margin: 1.2rem 0; padding: 1.2rem; background: var(--paper); border: 1px solid var(--line); border-radius: .6rem; }
.wide { overflow-x: auto; }
.facts { display: grid; gap: .15rem; margin: .4rem 0; }
.facts div { display: flex; gap: .8rem; }
dt { flex: 0 0 6.5rem; color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; white-space: pre-wrap; }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; color: var(--soft); font-size: .88rem; margin: 0 0 .8rem; }
.legend i { display: inline-block; width: .8em; height: .8em; margin-right: .4em; border-radius: .2em; }
i.pass { background: var(--pass); } i.skip { background: var(--skip); opacity: .55; } i.assumed { background: var(--assumed); }
i.fail { background: var(--fail); } i.error { background: var(--error); }
table { border-collapse: collapse; font-size: .92rem; }
th { text-align: left; font-weight: 500; }
th, td { padding: .3rem .8rem .3rem 0; vertical-align: top; }
thead th { color: var(--soft); border-bottom: 1px solid var(--line); }
tbody tr + tr > * , tfoot tr > * { border-top: 1px solid color-mix(in srgb, var(--line) 55%, transparent); }
tfoot th { font-weight: 700; }
.glance { width: 100%; }
.glance th[scope=row] { width: 34%; min-width: 14rem; }
.glance td { min-width: 15rem; }
.bar { display: flex; gap: 1px; height: .65rem; margin: .35rem 0 .15rem; border-radius: .3rem; overflow: hidden; background: var(--line); }
.bar i { min-width: 2px; }
small, .note { color: var(--soft); }
.note { margin: -.5rem 0 .6rem; font-size: .88rem; }
.matrix th, .matrix td { padding: .2rem .45rem .2rem 0; white-space: nowrap; }
.matrix tbody th { position: sticky; left: 0; background: var(--paper); }
.chip, .badge { display: inline-block; padding: .05rem .45rem; border-radius: .3rem; font-size: .82rem; }
.chip + .chip { margin-left: .25rem; }
.chip.pass, .badge.pass { color: var(--pass); background: var(--pass-ground); }
.chip.skip, .badge.skip { color: var(--skip); background: var(--skip-ground); }
.chip.assumed, .badge.assumed { color: var(--assumed); background: var(--assumed-ground); }
.chip.fail, .badge.fail { color: var(--fail); background: var(--fail-ground); }
.chip.error, .badge.error { color: var(--error); background: var(--error-ground); }
.badge { font-weight: 600; text-transform: uppercase; font-size: .72rem; letter-spacing: .03em; }
form { display: flex; flex-wrap: wrap; align-items: center; gap: .4rem 1.2rem; margin: 0 0 1rem; }
input[type=search] { font: inherit; padding: .25rem .5rem; border: 1px solid var(--line); border-radius: .3rem; background: var(--ground); color: var(--ink); }
label { display: inline-flex; align-items: center; gap: .4rem; }
details { border-top: 1px solid var(--line); padding: .35rem 0; }
details[open] { padding-bottom: 1rem; }
[hidden] { display: none !important; }
summary { cursor: pointer; }
summary:hover { color: var(--accent); }
.evidence { margin: .2rem 0 .4rem; color: var(--soft); font-size: .88rem; overflow-wrap: anywhere; }
pre {
  margin: .6rem 0; padding: .8rem; overflow-x: auto; border: 1px solid var(--line); border-radius: .4rem; background: var(--ground);
  font: .85rem / 1.5 ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", monospace;
}
mark { color: var(--fail); background: var(--fail-ground); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
`;
