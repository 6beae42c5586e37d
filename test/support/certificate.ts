// Makes a certificate authority and a certificate of it for one host name, with the keys of one test run and nothing else.
// Not here: any other kind of certificate; what is written is the least of X.509 that TLS clients accept.
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

export interface Certificates {
  /** The authority's own certificate, PEM. */
  ca: string;
  /** What the server shows, and its key, PEM. */
  cert: string;
  key: string;
}

const dayMs = 24 * 60 * 60 * 1000;
const ecdsaWithSha256 = [0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
const commonName = [0x06, 0x03, 0x55, 0x04, 0x03];
const basicConstraints = [0x06, 0x03, 0x55, 0x1d, 0x13];
const subjectAltName = [0x06, 0x03, 0x55, 0x1d, 0x11];

/** Valid for a day from yesterday to tomorrow. */
export function makeCertificates(hostName: string): Certificates {
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const server = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = name('Test authority of this run');
  const isAuthority = extension(basicConstraints, true, tagged(0x30, tagged(0x01, Buffer.from([0xff]))));
  const forHost = extension(subjectAltName, false, tagged(0x30, tagged(0x82, Buffer.from(hostName, 'ascii'))));
  return {
    ca: certificate(
      { issuer, subject: issuer, key: authority.publicKey, extensions: isAuthority },
      authority.privateKey,
    ),
    cert: certificate(
      { issuer, subject: name(hostName), key: server.publicKey, extensions: forHost },
      authority.privateKey,
    ),
    key: server.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

interface Contents {
  issuer: Buffer;
  subject: Buffer;
  key: KeyObject;
  extensions: Buffer;
}

/** RFC 5280, section 4.1. */
function certificate({ issuer, subject, key, extensions }: Contents, signer: KeyObject): string {
  const algorithm = tagged(0x30, Buffer.from(ecdsaWithSha256));
  const serial = randomBytes(12);
  // A positive number without leading zeros.
  serial[0] = 0x40;
  const contents = tagged(
    0x30,
    tagged(0xa0, tagged(0x02, Buffer.from([2]))),
    tagged(0x02, serial),
    algorithm,
    issuer,
    tagged(0x30, time(Date.now() - dayMs), time(Date.now() + dayMs)),
    subject,
    key.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, tagged(0x30, extensions)),
  );
  const signature = tagged(0x03, Buffer.from([0]), sign('sha256', contents, signer));
  const base64 = tagged(0x30, contents, algorithm, signature).toString('base64');
  const lines = base64.match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

function name(text: string): Buffer {
  const attribute = tagged(0x30, Buffer.from(commonName), tagged(0x0c, Buffer.from(text, 'utf8')));
  return tagged(0x30, tagged(0x31, attribute));
}

function extension(id: number[], critical: boolean, value: Buffer): Buffer {
  const mark = critical ? [tagged(0x01, Buffer.from([0xff]))] : [];
  return tagged(0x30, Buffer.from(id), ...mark, tagged(0x04, value));
}

/** UTCTime: the years of a test run are below 2050. */
function time(at: number): Buffer {
  const digits = new Date(at).toISOString().replaceAll(/[-:T]|\..*/g, '');
  return tagged(0x17, Buffer.from(`${digits.slice(2)}Z`, 'ascii'));
}

/** One DER value: its tag, the length of what it holds, and that. */
function tagged(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
