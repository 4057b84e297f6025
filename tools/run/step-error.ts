/** A failure in one line, with what a person needs to find its cause printed once, below all steps. */
export class StepError extends Error {
  override name = 'StepError';
  readonly details: string;
  constructor(message: string, details: string) {
    super(message);
    this.details = details;
  }
}
