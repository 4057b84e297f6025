import { cleanLine } from './clean.ts';
import { decodedLabel } from './punycode.ts';

/**
 * An address as it is kept and compared: composed, in lower case, its domain in letters and not in punycode, so that
 * `JAN@XN--W-UGA1V8H.PL` and `jan@żółw.pl` are one. What is no address comes back as it was, for `isEmailAddress` to refuse.
 *
 * The syntax is RFC 5321's dot-string with RFC 6531's letters: `a&b`, `a/b`, `żółw` before the sign. By decision no quoted
 * names (`"a b"@…`) and no address literals (`@[192.0.2.1]`): nobody has one, and programs behind us read them in different ways.
 * A domain has two labels at least and no underscore.
 */
export function canonicalEmail(typed: string): string {
  const text = cleanLine(typed).toLowerCase().normalize('NFC');
  const parts = split(text);
  const ascii = parts && asciiDomain(parts.domain);
  return parts && ascii ? `${parts.local}@${ascii.split('.').map(inLetters).join('.')}` : text;
}

/** Of the canonical form. Lengths are in bytes, the domain's in its punycode form, as mail servers count. */
export function isEmailAddress(text: string): boolean {
  const parts = split(text);
  const ascii = parts && asciiDomain(parts.domain);
  if (!parts || !ascii) return false;
  const bytes = new TextEncoder().encode(parts.local).length;
  return bytes <= 64 && bytes + 1 + ascii.length <= 254 && localName.test(parts.local);
}

const localName = /^(?:[\w!#$%&'*+/=?^`{|}~-]|[^\p{ASCII}\p{Z}\p{C}])+(?:\.(?:[\w!#$%&'*+/=?^`{|}~-]|[^\p{ASCII}\p{Z}\p{C}])+)*$/u;

function split(text: string): Readonly<{ local: string; domain: string }> | undefined {
  const at = text.lastIndexOf('@');
  return at > 0 ? { local: text.slice(0, at), domain: text.slice(at + 1) } : undefined;
}

/** Signs that `URL` reads as something else than a name are refused before it is asked. */
const domainName = /^[\p{L}\p{M}\p{N}.-]{1,253}$/u;
const label = /^(?!-)[a-z\d-]{1,63}(?<!-)$/;

/** By the standard of browsers (UTS 46), which every platform's `URL` knows. */
function asciiDomain(domain: string): string | undefined {
  const labels = domainName.test(domain) && !/\d\.?$/.test(domain) ? hostOf(domain)?.split('.') : undefined;
  const top = labels?.at(-1) ?? '';
  const isName =
    labels !== undefined && labels.length > 1 && labels.every((each) => label.test(each)) && /^(?:[a-z]{2,}|xn--.+)$/.test(top);
  return isName ? labels.join('.') : undefined;
}

const hostOf = (domain: string): string | undefined =>
  URL.canParse(`http://${domain}`) ? new URL(`http://${domain}`).hostname : undefined;

const inLetters = (asciiLabel: string): string => (asciiLabel.startsWith('xn--') ? (decodedLabel(asciiLabel) ?? asciiLabel) : asciiLabel);
