/** The script of the HTML report: shows only the differences that a reader asks for. Without it all are shown. */

/** Plain JavaScript for browsers. */
export const VERDICT_FILTER = `
const form = document.getElementById('filter');
if (form) {
  form.hidden = false;
  const all = [...document.querySelectorAll('details.difference')];
  const texts = all.map((one) => one.textContent.toLowerCase());
  const show = () => {
    const wanted = new Set([...form.querySelectorAll('input:checked')].map((box) => box.name));
    const words = form.elements.text.value.toLowerCase();
    let shown = 0;
    all.forEach((one, at) => {
      one.hidden = !wanted.has(one.dataset.verdict) || !texts[at].includes(words);
      if (!one.hidden) shown += 1;
    });
    form.querySelector('output').textContent = shown + ' of ' + all.length;
  };
  form.addEventListener('input', show);
  form.addEventListener('submit', (event) => event.preventDefault());
  show();
}
`;
