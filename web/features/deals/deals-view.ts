/** How one looks at deals; in the address, so that a link shows the same. */
export type DealsView = { view: string; status: string; pipeline: string; q: string; sort: string };

export const views = ['board', 'table', 'months'] as const;
export type ViewName = (typeof views)[number];

export const statusesShown = ['open', 'won', 'lost', 'all'] as const;
export type StatusShown = (typeof statusesShown)[number];

export const firstView: DealsView = { view: 'board', status: 'open', pipeline: '', q: '', sort: '-createdAt' };

export const viewOf = ({ view }: DealsView): ViewName => views.find((name) => name === view) ?? 'board';
export const statusOf = ({ status }: DealsView): StatusShown => statusesShown.find((name) => name === status) ?? 'open';

/** The latest closed first, as long as nobody has sorted otherwise. */
export const sortFor = (status: StatusShown, sort: string): string => {
  if (sort !== firstView.sort && sort !== '-closedAt') return sort;
  return status === 'won' || status === 'lost' ? '-closedAt' : firstView.sort;
};
