import { isIPv4, isIPv6 } from 'node:net';

const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

const groupsOf = (part: string | undefined): string[] => (part ? part.split(':') : []);

/** The first four groups of an IPv6 address, its zeros written out. */
const prefixOf = (ip: string): string => {
  const [left, right] = ip.split('::');
  const [head, tail] = [groupsOf(left), groupsOf(right)];
  const zeros = ip.includes('::') ? Array<string>(Math.max(0, 8 - head.length - tail.length)).fill('0') : [];
  return [...head, ...zeros, ...tail]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
};

/** What is counted as one caller: an IPv4 address, or an IPv6 /64, of which every home has more addresses than there are counters. */
export const networkOf = (address: string): string => {
  const ip = address.split('%', 1)[0] ?? '';
  const v4 = mapped.exec(ip)?.[1] ?? ip;
  if (isIPv4(v4) || !isIPv6(ip)) return v4;
  return `${prefixOf(ip)}::/64`;
};
