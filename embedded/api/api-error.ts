/** A refusal of the API: the HTTP status, the text and, for parameters, what is wrong with each. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly errors?: Record<string, string>,
  ) {
    super(message);
  }
}

/** What a plain `die` of an API method becomes. */
export function failure(message: string): ApiError {
  return new ApiError(500, message);
}

/** `raise_param_exc`: a parameter that the schema accepts and the method does not. */
export function parameterError(errors: Record<string, string>): ApiError {
  return new ApiError(400, "Parameter verification failed.", errors);
}

/** `raise_perm_exc`. */
export function forbidden(what: string): ApiError {
  return new ApiError(403, `Permission check failed (${what})`);
}

/** The text of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
