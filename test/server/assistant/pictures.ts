// Small pictures of each kind that the server takes, by their type.
// Not here: pictures that people look at.

const base64 = {
  'image/png': 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'image/gif': 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7',
  'image/jpeg':
    '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA//9k=',
  'image/webp': 'UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA',
} as const;

const bytes = (type: keyof typeof base64) => Buffer.from(base64[type], 'base64');

export const pictures = {
  'image/png': bytes('image/png'),
  'image/gif': bytes('image/gif'),
  'image/jpeg': bytes('image/jpeg'),
  'image/webp': bytes('image/webp'),
} as const;
