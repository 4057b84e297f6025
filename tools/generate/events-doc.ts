import { z } from 'zod';
import { allEvents } from '../../shared/contracts/registry.ts';
import { type GeneratedFile, heading, table } from './document.ts';

type Schema = { properties?: Record<string, { type?: string; format?: string; enum?: string[] }>; required?: string[] };

const typeOf = (property: { type?: string; format?: string; enum?: string[] }): string =>
  property.enum ? property.enum.join(' / ') : [property.type ?? 'object or null', property.format].filter(Boolean).join(' ');

const section = (event: (typeof allEvents)[number]): string => {
  const schema = z.toJSONSchema(event.data, { io: 'output' }) as Schema;
  const rows = Object.entries(schema.properties ?? {}).map(([name, property]) => [
    `\`${name}\``,
    typeOf(property),
    schema.required?.includes(name) ? 'yes' : 'no',
  ]);
  return `## ${event.type}\n\nVersion ${event.version}, aggregate \`${event.aggregate}\`, subject \`evt.${event.service}.<organization>.${event.noun}.${event.verb}\`, heard by whoever holds \`${event.visible}\`${event.only ? ' and is the one it is for' : ''}.${event.summary ? ` ${event.summary}` : ''}\n\n${table(['Field', 'Type', 'Always'], rows)}`;
};

export const eventsDoc: GeneratedFile = {
  path: 'docs/events.md',
  make: async () =>
    heading('Events', 'shared/contracts') +
    'Events carry facts, not people: ids, stages, money, dates and names of changed fields. The envelope is described in `shared/contracts/envelope.ts`.\n\n' +
    allEvents.map(section).join('\n'),
};
