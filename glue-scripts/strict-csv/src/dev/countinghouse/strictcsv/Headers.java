package dev.countinghouse.strictcsv;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** Reads the headers of a frame's files: of a few at once, of many by a small Spark job. */
final class Headers {
  private static final int MOST_WITHOUT_JOB = 8;

  /** Enough for nearly every header. */
  private static final int HEAD_BYTES = 64 << 10;

  private static final int HEADS_AHEAD = 16;

  private Headers() {}

  /**
   * Gives all files with their headers.
   *
   * @throws StrictCsvException for the first file that can not be read as declared, see {@link Header#read}
   */
  static List<CheckedFile> check(SourceOptions source, Configuration hadoop) throws IOException {
    Heads heads = new Heads(source.columns(), source.maxRowBytes());
    if (source.files().size() <= MOST_WITHOUT_JOB) {
      return heads.read(source.files(), hadoop);
    }
    List<CheckedFile> checked = new ArrayList<>();
    for (Outcome outcome : SmallJob.over(source.files(), heads::judge)) {
      if (outcome.refusal() != null) {
        throw outcome.refusal();
      }
      checked.add(outcome.file());
    }
    return checked;
  }

  /**
   * What became of a file: Spark would try a task that fails again, and tell of the failure as its own.
   *
   * @param refusal null where the header is right
   */
  private record Outcome(CheckedFile file, StrictCsvException refusal) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** How to read the headers of some files, one after the other. */
  private record Heads(List<Column> columns, int maxRowBytes) implements Serializable {
    private static final long serialVersionUID = 1L;

    List<CheckedFile> read(List<SourceFile> files, Configuration hadoop) throws IOException {
      byte[] buffer = ByteWindow.buffer(maxRowBytes);
      List<CheckedFile> checked = new ArrayList<>();
      try (PartStreams streams = streams(files, hadoop)) {
        for (SourceFile file : files) {
          checked.add(read(file, streams, buffer, hadoop));
        }
      }
      return checked;
    }

    /** Ends with the first file that is refused. */
    Iterator<Outcome> judge(Iterator<SourceFile> part, Configuration hadoop) throws IOException {
      List<SourceFile> files = new ArrayList<>();
      part.forEachRemaining(files::add);
      byte[] buffer = ByteWindow.buffer(maxRowBytes);
      List<Outcome> outcomes = new ArrayList<>();
      try (PartStreams streams = streams(files, hadoop)) {
        for (SourceFile file : files) {
          outcomes.add(new Outcome(read(file, streams, buffer, hadoop), null));
        }
      } catch (StrictCsvException e) {
        outcomes.add(new Outcome(null, e.withoutCause()));
      }
      return outcomes.iterator();
    }

    private static PartStreams streams(List<SourceFile> files, Configuration hadoop) {
      return new PartStreams(files.stream().map(file -> new FilePart(file, 0, HEAD_BYTES)).iterator(), HEADS_AHEAD, hadoop);
    }

    private CheckedFile read(SourceFile file, PartStreams streams, byte[] buffer, Configuration hadoop)
        throws IOException {
      try (InputStream in = streams.next()) {
        ByteWindow window = new ByteWindow(in, maxRowBytes, true, buffer);
        Header header = Header.read(window, file.name(), columns);
        return new CheckedFile(file, header, file.stored().size(hadoop));
      }
    }
  }
}
