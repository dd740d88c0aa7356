package io.noria.protocols.http.grpc;

/** A call that ends with a status which no error code stands for. */
public final class GrpcFailure extends RuntimeException {
  private final GrpcStatus status;

  /** With what the caller is told. */
  public GrpcFailure(GrpcStatus status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  /** How the call ends. */
  public GrpcStatus status() {
    return status;
  }
}
