export interface ServerEvent {
  id: string;
  name: string;
  data: string;
}

/**
 * Reads server-sent events out of text as it comes (WHATWG HTML, section 9.2). Unlike the browser's
 * EventSource it hands over events of every name.
 */
export class EventReader {
  private rest = '';
  private id = '';
  private name = '';
  private data: string[] = [];

  /** The events that are whole after `text`. */
  push(text: string): ServerEvent[] {
    this.rest += text;
    const lines = this.rest.split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop() ?? '';
    const events: ServerEvent[] = [];
    for (const line of lines) {
      if (line === '') {
        if (this.data.length > 0) {
          events.push({ id: this.id, name: this.name || 'message', data: this.data.join('\n') });
        }
        this.name = '';
        this.data = [];
        continue;
      }
      const colon = line.indexOf(':');
      const field = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
      if (field === 'data') this.data.push(value);
      else if (field === 'event') this.name = value;
      else if (field === 'id') this.id = value;
    }
    return events;
  }
}
