import { createTheme, type MantineColorsTuple } from '@mantine/core';

const water: MantineColorsTuple = [
  '#e1f2f5',
  '#c6e5eb',
  '#9bd1db',
  '#6bbccb',
  '#45aebf',
  '#2498ab',
  '#128297',
  '#0b7489',
  '#096477',
  '#07525f',
];

export const theme = createTheme({
  primaryColor: 'water',
  primaryShade: { light: 7, dark: 4 },
  colors: { water },
  fontFamily: '"Inter Variable", system-ui, -apple-system, "Segoe UI", sans-serif',
  fontSizes: { xs: '11px', sm: '12px', md: '13px', lg: '15px', xl: '20px' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  defaultRadius: '6px',
  cursorType: 'pointer',
  autoContrast: true,
});
