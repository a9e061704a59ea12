/** A report as one HTML page that needs nothing else: no network, light or dark as the reader's system is. */
import { type Verdict, verdicts } from '../runner/results.ts';
import { VERDICT_FILTER } from './htmlFilter.ts';
import { STYLE } from './htmlStyle.ts';
import { html, Markup } from './markup.ts';
import { byRow, matrixOf } from './matrix.ts';
import { plural } from './style.ts';
import {
  type CaseOutcome,
  casesOf,
  countsText,
  type Fact,
  pageOf,
  type Report,
  type ReportCase,
  type ReportGroup,
  totalsOf,
  verdictsOn,
  worstOf,
} from './tree.ts';

/** The page. */
export function htmlPage(report: Report): string {
  const { heading, about, targets, groups } = report;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${heading}: ${targets.join(' and ')}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<header>
<h1>${heading} <span>${targets.join(' · ')}</span></h1>
${factList(about)}
</header>
<main>
${glance(report)}
${groups.map((group) => groupSection(group, targets))}
${differences(report)}
</main>
<script>${new Markup(VERDICT_FILTER)}</script>
</body>
</html>
`;
  return page.text;
}

const factList = (facts: readonly Fact[]): Markup =>
  html`<dl class="facts">${facts.map(([name, text]) => html`<div><dt>${name}</dt><dd>${text}</dd></div>`)}</dl>`;

/** A line of shares by verdict, and the counts beside it. */
function bar(found: readonly Verdict[]): Markup {
  const totals = totalsOf(found);
  const shares = verdicts.filter((verdict) => totals[verdict] > 0);
  const parts = shares.map((verdict) => html`<i class="${verdict}" style="flex:${totals[verdict]}"></i>`);
  return html`<span class="bar" role="img" aria-label="${countsText(totals)}" title="${countsText(totals)}">${parts}</span>`;
}

const held = (found: readonly Verdict[]): string =>
  `${found.filter((verdict) => verdict === 'pass').length}/${found.length}`;

/** Group x target: how much is as expected. */
function glance(report: Report): Markup {
  const { targets, groups } = report;
  const all = casesOf(report);
  const row = (title: Markup | string, cases: readonly ReportCase[]) =>
    html`<tr><th scope="row">${title}</th>${targets.map((_, at) => shareCell(verdictsOn(cases, at)))}</tr>`;
  return html`<section>
<h2>At a glance</h2>
<p class="legend">${verdicts.map((verdict) => html`<span><i class="${verdict}"></i>${verdict}: ${MEANINGS[verdict]}</span>`)}</p>
<div class="wide"><table class="glance">
<thead><tr><th></th>${targets.map((target) => html`<th scope="col">${target}</th>`)}</tr></thead>
<tbody>${groups.map((group) => row(html`<a href="#${group.id}">${group.title}</a>`, group.cases))}</tbody>
<tfoot>${row('all', all)}</tfoot>
</table></div>
</section>`;
}

const shareCell = (found: readonly Verdict[]): Markup =>
  html`<td>${bar(found)}<b>${held(found)}</b> <small>${countsText(totalsOf(found))}</small></td>`;

/** What each verdict says. */
const MEANINGS: Readonly<Record<Verdict, string>> = {
  pass: 'as expected',
  skip: 'could not be tried',
  assumed: 'differs, but of AWS it is only assumed',
  fail: 'differs',
  error: 'broke; says nothing of the behaviour',
};

function groupSection(group: ReportGroup, targets: readonly string[]): Markup {
  const body = group.columns ? matrixTable(group) : rowList(group);
  const which = targets.length > 1 ? html`<p class="note">In each place: ${targets.join(', then ')}.</p>` : undefined;
  const how = group.columns ? html`<p class="note">${MATRIX_NOTE}</p>` : undefined;
  return html`<section id="${group.id}"><h2>${group.title}</h2>${which}${how}${body}</section>`;
}

const MATRIX_NOTE =
  'What came; how many are as expected, where not all are. The colour is the worst of what could be tried: grey where nothing could.';

function matrixTable(group: ReportGroup): Markup {
  const { columns, rows } = matrixOf(group);
  const head = columns.map((column) => html`<th scope="col">${column}</th>`);
  const lines = rows.map(
    ({ name, cells }) =>
      html`<tr><th scope="row">${name}</th>${columns.map((column) => matrixCell(cells.get(column) ?? []))}</tr>`,
  );
  return html`<div class="wide"><table class="matrix"><thead><tr><th></th>${head}</tr></thead><tbody>${lines}</tbody></table></div>`;
}

/** What was tried decides the colour and the words; where not all of it is as expected, how much is. */
function matrixCell(cases: readonly ReportCase[]): Markup {
  const [first] = cases;
  if (!first) return html`<td></td>`;
  const chips = first.outcomes.map((_, at) => {
    const found = verdictsOn(cases, at);
    const tried = cases.filter((_, one) => found[one] !== 'skip');
    const verdict = tried.length === 0 ? 'skip' : worstOf(verdictsOn(tried, at));
    const told = tried.length === 0 ? cases : tried;
    const words = [...new Set(told.map(({ outcomes }) => shortened(outcomes[at])))];
    const share =
      found.length === 1 || tried.length === 0 || found.every((one) => one === 'pass') ? '' : ` ${held(found)}`;
    const grades = [...new Set(cases.map(({ grade }) => grade).filter((grade) => grade !== undefined))];
    const about = `${plural(cases.length, 'case')}: ${countsText(totalsOf(verdictsOn(cases, at)))}; ${grades.join(', ')}`;
    return html`<span class="chip ${verdict}" title="${about}">${words.join(' | ')}${share}</span>`;
  });
  return html`<td>${chips}</td>`;
}

/** Every column of a matrix should fit: what all exceptions are called says nothing. */
const shortened = (outcome: CaseOutcome | undefined): string =>
  (outcome?.short ?? outcome?.verdict ?? '').replace(/(?<=.)Exception$/, '');

/** A line for each row of the group; groups without rows have a line for each case. */
function rowList({ cases }: ReportGroup): Markup {
  const named = cases.some(({ row }) => row !== undefined);
  const lines = named
    ? [...byRow(cases)].map(([row, ones]) => ({ title: row, cases: ones }))
    : cases.map((one) => ({ title: one.title, cases: [one] }));
  const cells = (ones: readonly ReportCase[]) =>
    (ones[0]?.outcomes ?? []).map((outcome, at) =>
      named ? shareCell(verdictsOn(ones, at)) : html`<td>${badge(outcome.verdict)}</td>`,
    );
  return html`<div class="wide"><table class="rows ${named ? 'glance' : ''}"><tbody>
${lines.map((line) => html`<tr><th scope="row">${line.title}</th>${cells(line.cases)}</tr>`)}
</tbody></table></div>`;
}

const badge = (verdict: Verdict): Markup => html`<span class="badge ${verdict}">${verdict}</span>`;

/** Everything that is not as expected, to be opened one by one. */
function differences(report: Report): Markup {
  const differing = casesOf(report).filter(({ outcomes }) => outcomes.some(({ verdict }) => verdict !== 'pass'));
  if (differing.length === 0) return html`<section><h2>Differences</h2><p>None.</p></section>`;
  return html`<section>
<h2>What is not as expected</h2>
<form id="filter" hidden>
<label>Containing <input type="search" name="text" placeholder="Decrypt, Disabled, ..."></label>
${verdicts
  .filter((verdict) => verdict !== 'pass')
  .map((verdict) => html`<label><input type="checkbox" name="${verdict}" checked>${badge(verdict)}</label>`)}
<output></output>
</form>
${differing.map((one) => differenceDetails(one, report.targets))}
</section>`;
}

function differenceDetails(one: ReportCase, targets: readonly string[]): Markup {
  const worst = worstOf(one.outcomes.map(({ verdict }) => verdict));
  const shared: Fact[] = [...(one.expected === undefined ? [] : [['expected', one.expected] as const]), ['id', one.id]];
  return html`<details class="difference" data-verdict="${worst}">
<summary>${one.outcomes.map(({ verdict }) => badge(verdict))} ${one.title}</summary>
${factList(shared)}
${evidence(one)}
${one.outcomes.map((outcome, at) => outcomeMarkup(outcome, targets.length > 1 ? targets[at] : undefined))}
</details>
`;
}

function evidence({ grade, source }: ReportCase): Markup | undefined {
  if (source === undefined) return undefined;
  const page = pageOf(source);
  const place = page ? html`<a href="${page}">${page}</a>${source.slice(page.length)}` : source;
  return html`<p class="evidence">${grade}: ${place}</p>`;
}

function outcomeMarkup({ verdict, observed, facts = [], steps, script }: CaseOutcome, target?: string): Markup {
  const seen: readonly Fact[] = observed === undefined ? facts : [['observed', observed], ...facts];
  const lines = steps?.map(({ text, shows }) => (shows ? html`<mark>${text}</mark>\n` : html`${text}\n`));
  return html`<div class="outcome">
${target === undefined ? undefined : html`<h3>${badge(verdict)} ${target}</h3>`}
${seen.length > 0 ? factList(seen) : undefined}
${lines ? html`<pre>${lines}</pre>` : undefined}
${script === undefined ? undefined : html`<pre class="script">${script}</pre>`}
</div>`;
}
