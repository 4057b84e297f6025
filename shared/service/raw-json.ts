/**
 * An answer that is JSON text already: the service serialises once, the gateway passes the bytes on without reading them.
 * `failed` marks an error answer ({ code, details }); a stack never crosses.
 */
export class RawJson {
  readonly content: string | Buffer;
  readonly failed: boolean;

  constructor(content: string | Buffer, failed = false) {
    this.content = content;
    this.failed = failed;
  }

  get text(): string {
    return typeof this.content === 'string' ? this.content : this.content.toString('utf8');
  }
}
