import { ActionIcon, Badge, Button, createTheme, type CSSVariablesResolver, Drawer, type MantineColorsTuple, Menu, Modal, Paper, Tooltip } from '@mantine/core';

/** The one accent. Shade 6 carries white text at 5.3:1 in both colour schemes. */
const iris: MantineColorsTuple = ['#f2f3fe', '#e4e6fc', '#c8ccf9', '#a7aef4', '#8790ef', '#6b76e8', '#5360db', '#4450c4', '#3842a3', '#2d3580'];
const gray: MantineColorsTuple = ['#f8f9fb', '#f1f3f6', '#e6e9ee', '#d5dae2', '#b8c0cc', '#8b95a5', '#636d7a', '#4a5360', '#333a45', '#1c2129'];
const dark: MantineColorsTuple = ['#e4e7ec', '#c3c9d3', '#9ea7b5', '#6f7989', '#39404e', '#2a303c', '#1f242e', '#171b23', '#12151c', '#0c0e13'];
const green: MantineColorsTuple = ['#eefaf3', '#dcf3e6', '#b6e6cb', '#8bd7ad', '#62c78f', '#3fb376', '#2a9a60', '#1d7e4d', '#17663f', '#114d30'];
const amber: MantineColorsTuple = ['#fff8ea', '#fdeecb', '#fbdd97', '#f7c95e', '#f0b232', '#dd9714', '#b97a0b', '#935f09', '#774c0a', '#5c3b0a'];
const red: MantineColorsTuple = ['#fef2f2', '#fde3e3', '#facbcb', '#f5a3a3', '#ee7373', '#e14b4b', '#c93434', '#ad2828', '#902424', '#6f1d1d'];

export const theme = createTheme({
  primaryColor: 'iris',
  primaryShade: { light: 6, dark: 6 },
  colors: { iris, gray, dark, green, amber, red },
  white: '#ffffff',
  black: '#1c2129',
  fontFamily: '"Inter Variable", system-ui, -apple-system, "Segoe UI", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SFMono-Regular", Menlo, Consolas, monospace',
  headings: {
    fontWeight: '620',
    sizes: {
      h1: { fontSize: '1.5rem', lineHeight: '1.25' },
      h2: { fontSize: '1.125rem', lineHeight: '1.35' },
      h3: { fontSize: '0.9375rem', lineHeight: '1.4' },
    },
  },
  fontSizes: { xs: '0.75rem', sm: '0.84375rem', md: '0.9375rem', lg: '1.0625rem', xl: '1.25rem' },
  defaultRadius: 'md',
  radius: { xs: '3px', sm: '5px', md: '8px', lg: '12px', xl: '20px' },
  shadows: {
    xs: '0 1px 2px rgb(20 24 33 / 0.06)',
    sm: '0 1px 3px rgb(20 24 33 / 0.08), 0 1px 2px rgb(20 24 33 / 0.05)',
    md: '0 6px 18px rgb(20 24 33 / 0.10), 0 2px 4px rgb(20 24 33 / 0.05)',
    lg: '0 14px 36px rgb(20 24 33 / 0.14), 0 4px 10px rgb(20 24 33 / 0.06)',
  },
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  components: {
    Button: Button.extend({ defaultProps: { size: 'sm' }, styles: { label: { fontWeight: 560 } } }),
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray' } }),
    Badge: Badge.extend({ defaultProps: { variant: 'light', radius: 'sm' }, styles: { root: { textTransform: 'none', fontWeight: 560, letterSpacing: 0 } } }),
    Paper: Paper.extend({ defaultProps: { withBorder: true, radius: 'md' } }),
    Modal: Modal.extend({ defaultProps: { radius: 'lg', overlayProps: { backgroundOpacity: 0.35 }, centered: false, yOffset: '10vh' } }),
    Drawer: Drawer.extend({ defaultProps: { overlayProps: { backgroundOpacity: 0.3 } } }),
    Menu: Menu.extend({ defaultProps: { shadow: 'md', position: 'bottom-end', withinPortal: true } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 400, withArrow: false, fz: 'xs' } }),
  },
});

/** Texts that Mantine draws too pale for 4.5:1 on its own grounds. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': gray[6],
    '--mantine-color-placeholder': gray[6],
    '--mantine-color-error': red[6],
    '--mantine-color-default-border': gray[3],
    '--surface-rail': gray[0],
    '--surface-sunken': gray[0],
    '--surface-card': '#ffffff',
    '--line': gray[2],
    '--line-strong': gray[3],
    '--accent-text': iris[7],
    '--accent-wash': iris[0],
  },
  dark: {
    '--mantine-color-dimmed': dark[2],
    '--mantine-color-placeholder': dark[2],
    '--mantine-color-error': red[3],
    '--mantine-color-default-border': dark[4],
    '--surface-rail': dark[8],
    '--surface-sunken': dark[8],
    '--surface-card': dark[6],
    '--line': dark[5],
    '--line-strong': dark[4],
    '--accent-text': iris[3],
    '--accent-wash': '#23273f',
  },
});
