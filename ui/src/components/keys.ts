import { useEffect, useRef } from 'react';

export type Keys = Record<string, (e: KeyboardEvent) => void>;

function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

let pending = '';
let pendingUntil = 0;

/**
 * Keys while the page is up: single ones ("j"), chords after g ("g l"), and "mod+k". Keys are left
 * alone while somebody types, but for chords with a modifier.
 */
export function useKeys(keys: Keys): void {
  const map = useRef(keys);
  map.current = keys;
  useEffect(() => {
    const listen = (e: KeyboardEvent) => {
      if (e.defaultPrevented) return;
      const mod = e.metaKey || e.ctrlKey;
      const name = mod ? `mod+${e.key.toLowerCase()}` : e.key;
      if (!mod && (typing(e.target) || e.altKey)) return;
      if (
        !mod &&
        document.querySelector('[role="dialog"][aria-modal="true"]') &&
        e.key !== 'Escape'
      )
        return;
      const chord = Date.now() < pendingUntil ? `${pending} ${name}` : null;
      const action = (chord && map.current[chord]) || (chord ? undefined : map.current[name]);
      if (action) {
        e.preventDefault();
        pendingUntil = 0;
        action(e);
      }
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}

/** Installed once by the shell: remembers a leading g for a second. */
export function watchChords(): () => void {
  const listen = (e: KeyboardEvent) => {
    if (typing(e.target) || e.metaKey || e.ctrlKey || e.altKey) return;
    if (e.key === 'g' && Date.now() >= pendingUntil) {
      pending = 'g';
      pendingUntil = Date.now() + 1200;
      e.preventDefault();
    } else if (Date.now() < pendingUntil) {
      // Not a microtask: those run between the listeners of one key, before the chord is heard.
      setTimeout(() => {
        pendingUntil = 0;
      });
    }
  };
  window.addEventListener('keydown', listen);
  return () => window.removeEventListener('keydown', listen);
}
