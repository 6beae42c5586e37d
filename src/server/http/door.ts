// The door: which Host and Origin may come in at all. It keeps other web pages on this machine away from the API.
// Not here: who is asking (auth.ts).
import { ApiError } from '../apiError.ts';

export interface Door {
  /** Throws MISDIRECTED_REQUEST or FORBIDDEN. */
  check(host: string | undefined, origin: string | undefined): void;
}

/** `port` is a function: with port 0 it is known only once the server listens. `publicUrl` is where a proxy before it answers. */
export function createDoor(hostname: string, port: () => number, publicUrl: string | null = null): Door {
  const named = hostname.includes(':') ? `[${hostname}]` : hostname.toLowerCase();
  const names = new Set(['127.0.0.1', 'localhost', '[::1]', named]);
  // Clients leave the port out when it is the one of http.
  const forms = (name: string) => [`${name}:${port()}`, ...(port() === 80 ? [name] : [])];
  const proxy = publicUrl === null ? undefined : new URL(publicUrl);
  return {
    check(host, origin) {
      const isProxied = proxy !== undefined && host?.toLowerCase() === proxy.host;
      const own = host !== undefined && [...names].flatMap(forms).includes(host.toLowerCase());
      if (!own && !isProxied) throw new ApiError('MISDIRECTED_REQUEST', 'This server does not answer for that Host.');
      if (
        origin !== undefined &&
        origin.toLowerCase() !== (isProxied ? proxy.origin : `http://${host?.toLowerCase()}`)
      ) {
        throw new ApiError('FORBIDDEN', 'Requests from other web pages are not accepted.');
      }
    },
  };
}
