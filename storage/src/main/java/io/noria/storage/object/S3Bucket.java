package io.noria.storage.object;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The requests that the store needs, with failures in plain words. */
final class S3Bucket implements AutoCloseable {
  private static final Duration CHECK = Duration.ofSeconds(5);

  /** A transfer is given up when it is slower than this for its whole length. */
  private static final long LEAST_BYTES_A_SECOND = 64 << 10;

  private static final int MOST_PAGES = 100;

  private final S3Client client;
  private final S3Address address;
  private final Duration timeout;

  S3Bucket(S3Client client, S3Address address, Duration timeout) {
    this.client = client;
    this.address = address;
    this.timeout = timeout;
  }

  S3Address address() {
    return address;
  }

  /** Whether the bucket answers. */
  void head() {
    try {
      client.headBucket(request ->
          request
              .bucket(address.bucket())
              .overrideConfiguration(
                  AwsRequestOverrideConfiguration.builder().apiCallTimeout(CHECK).build()));
    } catch (SdkException e) {
      throw S3Failures.translate(address, "looking at the bucket", e);
    }
  }

  Optional<StoredObject> find(Digest digest) {
    return look(digest).map(there -> new StoredObject(digest, there.size()));
  }

  Optional<ListedObject> look(Digest digest) {
    try {
      var head =
          client.headObject(request -> request.bucket(address.bucket()).key(address.key(digest)));
      return Optional.of(new ListedObject(digest, head.contentLength(), head.lastModified()));
    } catch (S3Exception e) {
      if (S3Failures.isMissing(e)) {
        return Optional.empty();
      }
      throw S3Failures.translate(address, "looking for an object", e);
    } catch (SdkException e) {
      throw S3Failures.translate(address, "looking for an object", e);
    }
  }

  /**
   * Opens the object from an offset.
   *
   * @param to the last byte's offset, cut at the object's end; or -1 for all
   */
  S3Stream.Body get(Digest digest, long from, long to) throws IOException {
    GetObjectRequest.Builder request =
        GetObjectRequest.builder().bucket(address.bucket()).key(address.key(digest));
    if (from > 0 || to >= 0) {
      request.range("bytes=" + from + "-" + (to < 0 ? "" : Long.toString(to)));
    }
    try {
      ResponseInputStream<GetObjectResponse> answer = client.getObject(request.build());
      Long length = answer.response().contentLength();
      if (length == null) {
        answer.abort();
        throw new IOException("object store " + address + ": an answer without its length");
      }
      return new S3Stream.Body(answer, length, answer::abort);
    } catch (S3Exception e) {
      if (S3Failures.isMissing(e)) {
        throw Ranges.missing(digest);
      }
      if (e.statusCode() == 416) {
        return new S3Stream.Body(InputStream.nullInputStream(), 0, () -> {});
      }
      throw S3Failures.translate(address, "reading an object", e);
    } catch (SdkException e) {
      throw S3Failures.translate(address, "reading an object", e);
    }
  }

  void put(Digested file) {
    try {
      client.putObject(
          request ->
              request
                  .bucket(address.bucket())
                  .key(address.key(file.object().digest()))
                  .contentMD5(file.md5s().getFirst())
                  .overrideConfiguration(patience(file.object().size())),
          body(file, 0));
    } catch (SdkException e) {
      throw S3Failures.translate(address, "writing an object", e);
    }
  }

  String begin(Digest digest) {
    try {
      return client
          .createMultipartUpload(
              request -> request.bucket(address.bucket()).key(address.key(digest)))
          .uploadId();
    } catch (SdkException e) {
      throw S3Failures.translate(address, "writing an object", e);
    }
  }

  CompletedPart part(Digested file, String upload, int part) {
    try {
      String tag =
          client
              .uploadPart(
                  request ->
                      request
                          .bucket(address.bucket())
                          .key(address.key(file.object().digest()))
                          .uploadId(upload)
                          .partNumber(part + 1)
                          .contentMD5(file.md5s().get(part))
                          .overrideConfiguration(patience(file.size(part))),
                  body(file, part))
              .eTag();
      return CompletedPart.builder().partNumber(part + 1).eTag(tag).build();
    } catch (SdkException e) {
      throw S3Failures.translate(address, "writing part " + (part + 1) + " of an object", e);
    }
  }

  void complete(Digested file, String upload, List<CompletedPart> parts) {
    StoredObject object = file.object();
    try {
      client.completeMultipartUpload(request ->
          request
              .bucket(address.bucket())
              .key(address.key(object.digest()))
              .uploadId(upload)
              .multipartUpload(all -> all.parts(parts)));
    } catch (SdkException e) {
      // An earlier try may have done it although its answer was lost.
      boolean lost = e instanceof S3Exception refusal && refusal.statusCode() == 404;
      if (!lost || !find(object.digest()).equals(Optional.of(object))) {
        throw S3Failures.translate(address, "writing an object", e);
      }
    }
  }

  void abort(String key, String upload) {
    try {
      client.abortMultipartUpload(
          request -> request.bucket(address.bucket()).key(key).uploadId(upload));
    } catch (SdkException e) {
      throw S3Failures.translate(address, "giving up an upload", e);
    }
  }

  /** Gives up uploads that were begun before the moment and never ended; tells how many. */
  int sweep(Instant before) {
    int swept = 0;
    String keyMarker = null;
    String uploadMarker = null;
    for (int page = 0; page < MOST_PAGES; page++) {
      ListMultipartUploadsRequest request =
          ListMultipartUploadsRequest.builder()
              .bucket(address.bucket())
              .prefix(address.prefix())
              .keyMarker(keyMarker)
              .uploadIdMarker(uploadMarker)
              .build();
      ListMultipartUploadsResponse answer;
      try {
        answer = client.listMultipartUploads(request);
      } catch (SdkException e) {
        throw S3Failures.translate(address, "looking for unfinished uploads", e);
      }
      for (MultipartUpload upload : answer.uploads()) {
        if (isOurs(upload.key()) && upload.initiated().isBefore(before)) {
          abort(upload.key(), upload.uploadId());
          swept++;
        }
      }
      if (!Boolean.TRUE.equals(answer.isTruncated())) {
        break;
      }
      keyMarker = answer.nextKeyMarker();
      uploadMarker = answer.nextUploadIdMarker();
    }
    return swept;
  }

  /** Others may keep things of their own in the bucket. */
  private boolean isOurs(String key) {
    String name = key.substring(key.lastIndexOf('/') + 1);
    return name.matches("[0-9a-f]{64}") && key.equals(address.key(new Digest(name)));
  }

  void list(Consumer<ListedObject> each) {
    try {
      client
          .listObjectsV2Paginator(
              request -> request.bucket(address.bucket()).prefix(address.prefix()))
          .contents()
          .forEach(object -> {
            if (isOurs(object.key())) {
              String name = object.key().substring(object.key().lastIndexOf('/') + 1);
              each.accept(new ListedObject(new Digest(name), object.size(), object.lastModified()));
            }
          });
    } catch (SdkException e) {
      throw S3Failures.translate(address, "listing the objects", e);
    }
  }

  /** Makes it as new as one just put; false when there is none. */
  boolean refresh(Digest digest) {
    try {
      client.copyObject(request ->
          request
              .sourceBucket(address.bucket())
              .sourceKey(address.key(digest))
              .destinationBucket(address.bucket())
              .destinationKey(address.key(digest))
              .metadataDirective(MetadataDirective.REPLACE)
              .contentType("application/octet-stream"));
      return true;
    } catch (S3Exception e) {
      if (S3Failures.isMissing(e)) {
        return false;
      }
      throw S3Failures.translate(address, "refreshing an object", e);
    } catch (SdkException e) {
      throw S3Failures.translate(address, "refreshing an object", e);
    }
  }

  void delete(Digest digest) {
    try {
      client.deleteObject(request -> request.bucket(address.bucket()).key(address.key(digest)));
    } catch (SdkException e) {
      throw S3Failures.translate(address, "deleting an object", e);
    }
  }

  private static RequestBody body(Digested file, int part) {
    return RequestBody.fromContentProvider(
        () -> {
          try {
            return file.open(part);
          } catch (IOException e) {
            throw new NoriaException(
                ErrorCode.ABORTED,
                "file " + file.file() + ": cannot be read while it is stored: " + e.getMessage(),
                e);
          }
        },
        file.size(part),
        "application/octet-stream");
  }

  private AwsRequestOverrideConfiguration patience(long bytes) {
    return AwsRequestOverrideConfiguration.builder()
        .apiCallAttemptTimeout(timeout.plusSeconds(bytes / LEAST_BYTES_A_SECOND))
        .build();
  }

  @Override
  public void close() {
    client.close();
  }
}
