// Encryption in words for people, with the databases' own word (`sslmode`), which sentences of theirs name.
// Not here: what each of them means to a server (server/engine/network).
import type { Encryption } from '../../src/bridge/databaseForm.ts';

export const encryptionWords: Readonly<Record<Encryption, { label: string; hint: string }>> = {
  auto: {
    label: 'Automatic (recommended)',
    hint: 'Encrypted, and the server has to prove who it is. Only a database on this machine itself is asked without.',
  },
  'verify-full': {
    label: 'Encrypted, server checked (verify-full)',
    hint: "The server's certificate must be trusted and be made out to this host.",
  },
  'verify-ca': {
    label: 'Encrypted, server checked, its name not (verify-ca)',
    hint: "The server's certificate must be trusted, and may be made out to another host.",
  },
  require: {
    label: 'Encrypted, server not checked (require)',
    hint: 'Nobody can listen in, but another server could pretend to be this one and be told the password.',
  },
  prefer: {
    label: 'Encrypted where the server can (prefer)',
    hint: 'Whoever is between here and the server can turn encryption off, and read the data.',
  },
  disable: {
    label: 'Not encrypted (disable)',
    hint: 'Whoever is between here and the server can read the data. Only for networks that you trust.',
  },
};
