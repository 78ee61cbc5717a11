package dev.countinghouse.strictcsv;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Reads byte ranges of one object version. A range that breaks off midway is resumed where it broke. */
final class S3RangeReader {
  /** The SDK tries a request again by itself; these are for connections that break while the body flows. */
  private static final int BREAKS_BORNE = 5;

  private static final long FIRST_PAUSE_MILLIS = 200;

  private final S3Version version;
  private final S3Client client;

  S3RangeReader(S3Version version, S3Client client) {
    this.version = version;
    this.client = client;
  }

  /** Fills `buffer` from 0 with `count` bytes of the object from `position`. */
  void read(long position, byte[] buffer, int count) throws IOException {
    int have = 0;
    int breaks = 0;
    while (have < count) {
      int before = have;
      IOException broken;
      try (ResponseInputStream<GetObjectResponse> body = request(position + have, position + count - 1)) {
        have = drain(body, buffer, have, count);
        broken = have < count ? new EOFException("the answer ended early") : null;
      } catch (Broken e) {
        have = e.have;
        broken = e;
      } catch (SdkClientException e) {
        broken = new IOException(e.getMessage(), e);
      }
      breaks = have > before ? 1 : breaks + 1;
      if (broken != null && breaks > BREAKS_BORNE) {
        throw new IOException("could not read bytes " + (position + have) + " to " + (position + count - 1) + " of "
            + version.name() + " in " + breaks + " tries: " + broken.getMessage(), broken);
      }
      if (broken != null) {
        pause(FIRST_PAUSE_MILLIS << breaks);
      }
    }
  }

  private static int drain(ResponseInputStream<GetObjectResponse> body, byte[] buffer, int from, int count)
      throws IOException {
    int have = from;
    try {
      while (have < count) {
        int read = body.read(buffer, have, count - have);
        if (read < 0) {
          return have;
        }
        have += read;
      }
      return have;
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException | SdkClientException e) {
      body.abort();
      throw new Broken(have, e);
    }
  }

  private ResponseInputStream<GetObjectResponse> request(long first, long last) throws IOException {
    GetObjectRequest request = GetObjectRequest.builder()
        .bucket(version.bucket())
        .key(version.key())
        .versionId(version.versionId())
        .range("bytes=" + first + "-" + last)
        .build();
    ResponseInputStream<GetObjectResponse> body;
    try {
      body = client.getObject(request);
    } catch (S3Exception e) {
      throw explained(e);
    }
    String expected = "bytes " + first + "-" + last + "/" + version.size();
    String actual = body.response().contentRange();
    if (!expected.equals(actual)) {
      body.abort();
      throw new IllegalStateException("S3 answered with the range \"" + actual + "\" of " + version.name()
          + " where \"" + expected + "\" was asked for; either the size given is wrong or the endpoint ignores ranges.");
    }
    return body;
  }

  private RuntimeException explained(S3Exception e) {
    String code = e.awsErrorDetails() == null ? "" : String.valueOf(e.awsErrorDetails().errorCode());
    // 405: the version is a delete marker. 400: no version can have such an id.
    boolean gone = e.statusCode() == 404 || e.statusCode() == 405
        || (e.statusCode() == 400 && "InvalidArgument".equals(code));
    if (gone) {
      return StrictCsvException.sourceGone(
          version.name() + " does not exist any more (S3 says " + code + "); drop the file again.", e);
    }
    return e;
  }

  private static void pause(long millis) throws InterruptedIOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted between two tries");
    }
  }

  /** The body broke after `have` bytes of the range. */
  private static final class Broken extends IOException {
    private static final long serialVersionUID = 1L;
    private final int have;

    Broken(int have, Exception cause) {
      super(cause.getMessage(), cause);
      this.have = have;
    }
  }
}
