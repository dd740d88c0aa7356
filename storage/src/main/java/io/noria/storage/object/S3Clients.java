package io.noria.storage.object;

import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** The AWS client with our manners: patience, and nothing that only AWS understands. */
final class S3Clients {
  /** Each stream that is being read holds one. */
  private static final int CONNECTIONS = 512;

  private static final int TRIES = 6;
  private static final Duration LEAST_PAUSE = Duration.ofMillis(100);
  private static final Duration LEAST_PAUSE_WHEN_SLOWED = Duration.ofMillis(500);
  private static final Duration MOST_PAUSE = Duration.ofSeconds(10);
  private static final Duration CONNECT = Duration.ofSeconds(10);

  private S3Clients() {}

  static S3Client open(S3Settings settings) {
    S3ClientBuilder builder =
        S3Client.builder()
            .region(region(settings))
            .credentialsProvider(credentials(settings))
            .forcePathStyle(settings.inPath())
            // Checksums in trailers are AWS's own; parts carry Content-MD5, which all understand.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .httpClientBuilder(
                Apache5HttpClient.builder()
                    .maxConnections(CONNECTIONS)
                    .connectionTimeout(shorter(CONNECT, settings.timeout()))
                    .socketTimeout(settings.timeout())
                    .expectContinueEnabled(false))
            .overrideConfiguration(override ->
                override.retryStrategy(
                    AwsRetryStrategy.standardRetryStrategy().toBuilder()
                        .maxAttempts(TRIES)
                        .backoffStrategy(BackoffStrategy.exponentialDelay(LEAST_PAUSE, MOST_PAUSE))
                        .throttlingBackoffStrategy(
                            BackoffStrategy.exponentialDelay(LEAST_PAUSE_WHEN_SLOWED, MOST_PAUSE))
                        // Tries are few and far between already; whose turn it is must not depend
                        // on
                        // how unlucky others were.
                        .circuitBreakerEnabled(false)
                        .build()));
    if (settings.endpoint() != null) {
      builder.endpointOverride(settings.endpoint());
    }
    return builder.build();
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static AwsCredentialsProvider credentials(S3Settings settings) {
    S3Settings.Credentials said = settings.credentials();
    return said == null
        ? DefaultCredentialsProvider.builder().build()
        : StaticCredentialsProvider.create(
            AwsBasicCredentials.create(said.accessKeyId(), said.secretAccessKey()));
  }

  /** Without asking the machine it runs on, which takes seconds where that is not EC2. */
  private static Region region(S3Settings settings) {
    if (settings.region() != null) {
      return Region.of(settings.region());
    }
    try {
      return new AwsRegionProviderChain(
              new SystemSettingsRegionProvider(), new AwsProfileRegionProvider())
          .getRegion();
    } catch (SdkClientException e) {
      return Region.US_EAST_1;
    }
  }
}
