package io.noria.storage.object;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.util.Objects;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The store's refusals in plain words. */
final class S3Failures {
  private S3Failures() {}

  /** What a failure that no repetition mended means for the caller. */
  static NoriaException translate(S3Address address, String what, SdkException failure) {
    if (failure instanceof S3Exception refusal) {
      return switch (refusal.statusCode()) {
        case 401, 403 ->
            unavailable(
                address,
                what,
                refusal,
                said(refusal)
                    + " (expected: credentials that may list, read, write and delete there)");
        case 301, 307, 308 ->
            unavailable(
                address, what, refusal, said(refusal) + " (expected: the bucket's own region)");
        case 404 ->
            unavailable(
                address, what, refusal, said(refusal) + " (expected: a bucket that exists)");
        case 400 ->
            isCode(refusal, "BadDigest")
                ? new NoriaException(
                    ErrorCode.ABORTED,
                    "object store " + address + ": " + what + ": the bytes changed on their way",
                    refusal)
                : unavailable(address, what, refusal, said(refusal));
        default -> unavailable(address, what, refusal, said(refusal));
      };
    }
    // What our own side of a transfer found.
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof NoriaException ours) {
        return ours;
      }
    }
    return unavailable(address, what, failure, String.valueOf(failure.getMessage()));
  }

  static boolean isMissing(S3Exception refusal) {
    return refusal.statusCode() == 404 && !isCode(refusal, "NoSuchBucket");
  }

  static boolean isCode(S3Exception refusal, String code) {
    return refusal.awsErrorDetails() != null
        && Objects.equals(refusal.awsErrorDetails().errorCode(), code);
  }

  private static String said(S3Exception refusal) {
    String status = Integer.toString(refusal.statusCode());
    if (refusal.awsErrorDetails() == null || refusal.awsErrorDetails().errorCode() == null) {
      return status;
    }
    String message = refusal.awsErrorDetails().errorMessage();
    return status
        + " "
        + refusal.awsErrorDetails().errorCode()
        + (message == null || message.isBlank() ? "" : ": " + message);
  }

  private static NoriaException unavailable(
      S3Address address, String what, SdkException failure, String why) {
    return new NoriaException(
        ErrorCode.UNAVAILABLE,
        "object store " + address + ": " + what + " failed: " + why,
        failure);
  }
}
