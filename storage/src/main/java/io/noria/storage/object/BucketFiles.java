package io.noria.storage.object;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** {@link S3Files} by the SDK. */
final class BucketFiles implements S3Files {
  private static final Logger LOG = LoggerFactory.getLogger(BucketFiles.class);
  private static final int TRIES = 6;
  private static final int BUFFER = 1 << 16;
  private static final int PARTS_UNDER_WAY = 4;
  private static final long LEAST_BYTES_A_SECOND = 64 << 10;

  /** An upload in parts that began so long ago goes on no more. */
  private static final Duration ABANDONED = Duration.ofHours(24);

  private final S3Client client;
  private final S3Settings settings;

  private BucketFiles(S3Client client, S3Settings settings) {
    this.client = client;
    this.settings = settings;
  }

  static S3Files open(S3Settings settings) {
    return new BucketFiles(S3Clients.open(settings), settings);
  }

  @Override
  public Optional<S3File> find(S3Uri uri) {
    try {
      var head = client.headObject(request -> request.bucket(uri.bucket()).key(uri.key()));
      return Optional.of(
          new S3File(uri, head.contentLength(), head.lastModified(), head.eTag(), head.metadata()));
    } catch (SdkException e) {
      if (e instanceof S3Exception refusal && S3Failures.isMissing(refusal)) {
        return Optional.empty();
      }
      throw failure(uri, e);
    }
  }

  @Override
  public List<S3File> list(S3Uri from, int most) {
    List<S3File> files = new ArrayList<>();
    try {
      client
          .listObjectsV2Paginator(request -> request.bucket(from.bucket()).prefix(from.key()))
          .contents()
          .forEach(object -> {
            if (files.size() == most) {
              throw new NoriaException(
                  ErrorCode.TOO_LARGE, from + ": more than " + most + " files begin so");
            }
            files.add(
                new S3File(
                    from.with(object.key()),
                    object.size(),
                    object.lastModified(),
                    object.eTag(),
                    Map.of()));
          });
    } catch (SdkException e) {
      throw failure(from, e);
    }
    return files;
  }

  @Override
  public void download(S3File file, Path to) throws IOException {
    long at = 0;
    try (OutputStream out =
        Files.newOutputStream(
            to,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      byte[] buffer = new byte[BUFFER];
      int failures = 0;
      while (at < file.bytes()) {
        IOException broken = new IOException("the answer ended early");
        try (ResponseInputStream<GetObjectResponse> in = from(file, at)) {
          for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            out.write(buffer, 0, count);
            at += count;
            failures = 0;
          }
          if (at == file.bytes()) {
            return;
          }
        } catch (IOException e) {
          broken = e;
        }
        if (++failures == TRIES || at > file.bytes()) {
          throw new NoriaException(
              ErrorCode.UNAVAILABLE,
              "%s: broke off at byte %d of %d: %s"
                  .formatted(file.uri(), at, file.bytes(), broken.getMessage()),
              broken);
        }
        pause(failures);
      }
    }
  }

  private ResponseInputStream<GetObjectResponse> from(S3File file, long at) {
    try {
      return client.getObject(request ->
          request
              .bucket(file.uri().bucket())
              .key(file.uri().key())
              .ifMatch(file.tag())
              .range(at == 0 ? null : "bytes=" + at + "-"));
    } catch (S3Exception e) {
      if (e.statusCode() == 412 || S3Failures.isMissing(e)) {
        throw new NoriaException(
            ErrorCode.ABORTED, file.uri() + ": changed meanwhile (expected: files that rest)", e);
      }
      throw failure(file.uri(), e);
    } catch (SdkException e) {
      throw failure(file.uri(), e);
    }
  }

  private static void pause(int failures) throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(50L << failures);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void upload(Path file, S3Uri to, Map<String, String> about) throws IOException {
    Digested read = Digested.of(file, settings.partBytes());
    try {
      if (read.parts() == 1) {
        client.putObject(
            request ->
                request
                    .bucket(to.bucket())
                    .key(to.key())
                    .metadata(about)
                    .contentMD5(read.md5s().getFirst())
                    .overrideConfiguration(patience(read.object().size())),
            body(read, 0));
        return;
      }
      giveUpFormer(to);
      inParts(read, to, about);
    } catch (SdkException e) {
      throw failure(to, e);
    }
  }

  /**
   * What a process left that was killed while it wrote this file, as far as we may look: a young
   * one may be another server's that still writes.
   */
  private void giveUpFormer(S3Uri to) {
    Instant before = Instant.now().minus(ABANDONED);
    try {
      List<MultipartUpload> left =
          client
              .listMultipartUploads(request -> request.bucket(to.bucket()).prefix(to.key()))
              .uploads();
      for (MultipartUpload upload : left) {
        Instant begun = upload.initiated();
        if (upload.key().equals(to.key()) && begun != null && begun.isBefore(before)) {
          abort(to, upload.uploadId());
        }
      }
    } catch (SdkException e) {
      LOG.warn("file={} event=former_uploads_left error=\"{}\"", to, e.getMessage());
    }
  }

  private void abort(S3Uri to, String upload) {
    client.abortMultipartUpload(
        request -> request.bucket(to.bucket()).key(to.key()).uploadId(upload));
  }

  private void inParts(Digested file, S3Uri to, Map<String, String> about) throws IOException {
    String upload =
        client
            .createMultipartUpload(
                request -> request.bucket(to.bucket()).key(to.key()).metadata(about))
            .uploadId();
    boolean whole = false;
    try {
      List<CompletedPart> parts = parts(file, to, upload);
      client.completeMultipartUpload(request ->
          request
              .bucket(to.bucket())
              .key(to.key())
              .uploadId(upload)
              .multipartUpload(all -> all.parts(parts)));
      whole = true;
    } finally {
      if (!whole) {
        abort(to, upload);
      }
    }
  }

  private List<CompletedPart> parts(Digested file, S3Uri to, String upload) throws IOException {
    Semaphore underWay = new Semaphore(PARTS_UNDER_WAY);
    List<Future<CompletedPart>> sent = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int part = 0; part < file.parts(); part++) {
        int number = part;
        sent.add(
            threads.submit(() -> {
              underWay.acquire();
              try {
                return part(file, to, upload, number);
              } finally {
                underWay.release();
              }
            }));
      }
      List<CompletedPart> parts = new ArrayList<>();
      try {
        for (Future<CompletedPart> each : sent) {
          parts.add(each.get());
        }
      } catch (ExecutionException | InterruptedException e) {
        threads.shutdownNow();
        throw e;
      }
      return parts;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while writing " + to, e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case SdkException cause -> throw cause;
        case NoriaException cause -> throw cause;
        case null, default -> throw new IOException("writing " + to + ": " + e.getMessage(), e);
      }
    }
  }

  private CompletedPart part(Digested file, S3Uri to, String upload, int part) {
    String tag =
        client
            .uploadPart(
                request ->
                    request
                        .bucket(to.bucket())
                        .key(to.key())
                        .uploadId(upload)
                        .partNumber(part + 1)
                        .contentMD5(file.md5s().get(part))
                        .overrideConfiguration(patience(file.size(part))),
                body(file, part))
            .eTag();
    return CompletedPart.builder().partNumber(part + 1).eTag(tag).build();
  }

  private static RequestBody body(Digested file, int part) {
    return RequestBody.fromContentProvider(
        () -> open(file, part), file.size(part), "application/octet-stream");
  }

  private static InputStream open(Digested file, int part) {
    try {
      return file.open(part);
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.ABORTED, file.file() + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private AwsRequestOverrideConfiguration patience(long bytes) {
    Duration atMost = settings.timeout().plusSeconds(bytes / LEAST_BYTES_A_SECOND);
    return AwsRequestOverrideConfiguration.builder().apiCallAttemptTimeout(atMost).build();
  }

  private static NoriaException failure(S3Uri uri, SdkException failure) {
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof NoriaException ours) {
        return ours;
      }
    }
    if (!(failure instanceof S3Exception refusal)) {
      return new NoriaException(
          ErrorCode.UNAVAILABLE,
          uri + ": the store does not answer: " + failure.getMessage(),
          failure);
    }
    String said =
        refusal.awsErrorDetails() == null
            ? Integer.toString(refusal.statusCode())
            : refusal.statusCode()
                + " "
                + Objects.requireNonNullElse(refusal.awsErrorDetails().errorCode(), "");
    return switch (refusal.statusCode()) {
      case 401, 403 ->
          new NoriaException(
              ErrorCode.PERMISSION_DENIED,
              uri + ": refused: " + said + " (expected: credentials that may read and write there)",
              refusal);
      case 404 ->
          new NoriaException(
              ErrorCode.NOT_FOUND,
              uri + ": " + said + " (expected: a bucket that exists)",
              refusal);
      case 301, 307, 308, 400 ->
          new NoriaException(ErrorCode.FAILED_PRECONDITION, uri + ": " + said, refusal);
      default -> new NoriaException(ErrorCode.UNAVAILABLE, uri + ": " + said, refusal);
    };
  }

  @Override
  public void close() {
    client.close();
  }
}
