// The size of a file as a person reads it.
// Not here: limits.
const unit = 1024;

/** `bytes` in the largest unit that leaves a number before the point: "812 bytes", "48 KB", "1.4 MB". */
export function sizeText(bytes: number): string {
  if (bytes < unit) return bytes === 1 ? '1 byte' : `${bytes} bytes`;
  const kilobytes = bytes / unit;
  if (Math.round(kilobytes) < unit) return `${Math.round(kilobytes)} KB`;
  const megabytes = kilobytes / unit;
  return `${megabytes < 10 ? Number(megabytes.toFixed(1)) : Math.round(megabytes)} MB`;
}
