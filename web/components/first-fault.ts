/** As Mantine's forms have it: the element of a field, found by its path. */
type Fields = Readonly<{ getInputNode: (path: string) => HTMLElement | null }>;

const before = (a: HTMLElement, b: HTMLElement): number => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1);

/** A form that is refused takes the reader to the first field at fault, in the order he sees them. */
export const focusFirstFault = (form: Fields, faults: Readonly<Record<string, unknown>>): void => {
  const nodes = Object.keys(faults).flatMap((path) => form.getInputNode(path) ?? []);
  nodes.toSorted(before)[0]?.focus();
};
