import { Kbd } from '@mantine/core';

/** Keys as keycaps; decoration beside a control that has its own name. */
export const Keys = ({ keys }: Readonly<{ keys: readonly string[] }>) => (
  <span aria-hidden="true" style={{ display: 'inline-flex', gap: 3 }}>
    {keys.map((key) => (
      <Kbd key={key} size="xs">
        {key}
      </Kbd>
    ))}
  </span>
);
