import { useQuery } from '@tanstack/react-query';
import { versionQuery } from '../../api/shell.ts';

/** Why this server does not let the page change something; null when it does. */
export function useMay(role: string): string | null {
  const server = useQuery(versionQuery).data as { roles?: string[] } | undefined;
  if (!server?.roles || server.roles.includes(role)) return null;
  return `This server does not have the role ${role}; change it on one that does.`;
}
