/** Saving files: texts, and charts as pictures with the colours they have on the page. */

/** Hands a text to the reader as a file. */
export function saveText(name: string, text: string, type = 'text/plain'): void {
  saveBlob(name, new Blob([text], { type }));
}

function saveBlob(name: string, blob: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

const PAINT = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
  'opacity',
];

/** The chart beside a button, as a picture of its own: what style sheets say is written into it. */
function standalone(button: HTMLElement): { text: string; width: number; height: number } {
  const shown = button.closest('.detail')?.querySelector<SVGSVGElement>('.chart svg') as SVGSVGElement;
  const copy = shown.cloneNode(true) as SVGSVGElement;
  const [from, to] = [[...shown.querySelectorAll('*')], [...copy.querySelectorAll('*')]];
  for (const [index, element] of from.entries()) {
    const style = getComputedStyle(element);
    for (const name of PAINT) to[index]?.setAttribute(name, style.getPropertyValue(name));
  }
  const background = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  background.setAttribute('width', '100%');
  background.setAttribute('height', '100%');
  background.setAttribute('fill', getComputedStyle(document.body).backgroundColor);
  copy.prepend(background);
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  const { width, height } = shown.viewBox.baseVal;
  return { text: new XMLSerializer().serializeToString(copy), width, height };
}

/** Saves the chart beside a button as SVG. */
export function saveSvg(button: HTMLElement, name: string): void {
  saveText(`${name}.svg`, standalone(button).text, 'image/svg+xml');
}

/** Saves the chart beside a button as PNG, twice as large as it is shown. */
export async function savePng(button: HTMLElement, name: string): Promise<void> {
  const { text, width, height } = standalone(button);
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await picture.decode();
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(width * 2);
  canvas.height = Math.ceil(height * 2);
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (blob) saveBlob(`${name}.png`, blob);
}
