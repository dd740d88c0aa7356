/** Where stages and aliases stood, as the server writes it. */

export interface Stood {
  name: string;
  version: number;
  ref: string;
  since: string;
  by: string;
  why: string;
  from?: string;
  event_time?: string;
  verdict?: string;
}

export interface ModelStanding {
  model: string;
  name_then: string;
  at: string;
  clock: 'recorded' | 'event';
  stages: Stood[];
  aliases: Stood[];
}

export interface Protection {
  alias: string;
  by: string[];
  who: string;
  since: string;
}
