import type { Page } from 'playwright-core';

/**
 * What can be tapped but is smaller than 44 px in some direction, its invisible margin counted: a finger half of that away from
 * its middle must still meet it. Words within a sentence and what is shown to the keyboard alone do not count.
 */
const measure = `(() => {
  const half = 21;
  const wanted = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=tab], [role=menuitem], [role=option]';
  const part = document.querySelector('[role=dialog][aria-modal=true]') ?? document;
  const small = new Set();
  for (const element of part.querySelectorAll(wanted)) {
    const label = element.id ? document.querySelector('label[for="' + CSS.escape(element.id) + '"]') : null;
    const hidden = element.matches('input[type=radio], input[type=checkbox]') && element.offsetWidth < 12;
    const target = hidden && label ? label : element;
    if (element.disabled || target.closest('[aria-hidden=true], [class*=skip]') || !target.checkVisibility({ visibilityProperty: true })) continue;
    target.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
    const box = target.getBoundingClientRect();
    if (box.width === 0 || box.height === 0) continue;
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    const meets = (atX, atY) => {
      const hit = document.elementFromPoint(atX, atY);
      return hit === null || target.contains(hit) || (label !== null && label.contains(hit)) || hit.contains(target) && hit.matches('label');
    };
    const tall = box.height >= 43.5 || (meets(x, y - half) && meets(x, y + half));
    const wide = box.width >= 43.5 || (meets(x - half, y) && meets(x + half, y));
    if (!tall || !wide) small.add(Math.round(box.width) + 'x' + Math.round(box.height) + ' ' + target.tagName + ' ' + (target.getAttribute('aria-label') || target.textContent || target.className).slice(0, 50));
  }
  window.scrollTo(0, 0);
  return [...small];
})()`;

export const smallTargets = (page: Page): Promise<string[]> => page.evaluate<string[]>(measure);
