package io.noria.base;

/**
 * Why a call failed, in gRPC's vocabulary. Each protocol adapter maps every code to its own error
 * form in an exhaustive switch.
 */
public enum ErrorCode {
  /** The caller sent something malformed or out of the accepted domain. */
  INVALID_ARGUMENT,
  /** A well-formed request whose content breaks a rule (a bad row, a refused value). */
  UNPROCESSABLE,
  /** The named thing does not exist. */
  NOT_FOUND,
  /** The thing to be created exists. */
  ALREADY_EXISTS,
  /** The state does not allow it now; repeating the call will not help until the state changes. */
  FAILED_PRECONDITION,
  /** A gate or a role refuses it. */
  PERMISSION_DENIED,
  /** No token, or one that is not known. */
  UNAUTHENTICATED,
  /** Concurrent change; the caller may read again and repeat. */
  ABORTED,
  /** A limit of size or rate; the caller may repeat later. */
  RESOURCE_EXHAUSTED,
  /** The request's body is larger than accepted. */
  TOO_LARGE,
  /** Nothing answers at that path, or not in that way. */
  UNIMPLEMENTED,
  /** The server's disk is full; repeating helps only after somebody has made room. */
  STORAGE_FULL,
  /** The server cannot do it now; the caller may repeat later. */
  UNAVAILABLE,
  /** The time allowed has passed. */
  DEADLINE_EXCEEDED,
  /** Stored bytes are missing or do not match their digest. */
  DATA_LOSS,
  /** A defect of Noria. */
  INTERNAL
}
