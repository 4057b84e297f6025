/**
 * An answer that is JSON text already: the service serialises once, the gateway passes the bytes on.
 * `failed` marks an error answer ({ code, details }); a stack never crosses.
 */
export class RawJson {
  readonly text: string;
  readonly failed: boolean;

  constructor(text: string, failed = false) {
    this.text = text;
    this.failed = failed;
  }
}
