/** Prices are told net, as firms compare them; 23 % on top, rounded half up to a grosz, as the invoice will say. */
export const grossOf = (net: number): number => net + Math.floor((net * 23 + 50) / 100);
