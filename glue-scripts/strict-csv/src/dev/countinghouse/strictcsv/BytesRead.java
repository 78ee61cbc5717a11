package dev.countinghouse.strictcsv;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.TaskContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.executor.InputMetrics;
import scala.Function0;

/**
 * Tells Spark how many stored bytes a task has read. Spark asks Hadoop's file systems for them, thread by thread, and
 * overwrites whatever else a reader says once the task ends; so what is read past those file systems is counted there.
 * What a reader has read before Spark has it, which is a gzip's first buffer at most, is not in Spark's numbers.
 */
final class BytesRead {
  private final TaskContext task = TaskContext.get();
  private final Function0<Object> byThisThread;
  private final long before;

  /** Counts from now on, for the task of this thread; outside of one it counts nothing. */
  BytesRead() {
    byThisThread = task == null ? null : SparkHadoopUtil.get().getFSBytesReadOnThreadCallback();
    before = task == null ? 0 : task.taskMetrics().inputMetrics().bytesRead();
  }

  /** Tells of so many more rows, and of the bytes that were read meanwhile. */
  void tellSpark(int rows) {
    if (task != null) {
      InputMetrics input = task.taskMetrics().inputMetrics();
      input.incRecordsRead(rows);
      input.setBytesRead(before + (Long) byThisThread.apply());
    }
  }

  /** A stream whose bytes count as read by a file system of this kind, which does not see them itself. */
  static InputStream counted(InputStream stored, String scheme, Class<? extends FileSystem> kind) {
    // Its successor counts for all threads together, and Spark asks this one.
    @SuppressWarnings("deprecation")
    FileSystem.Statistics statistics = FileSystem.getStatistics(scheme, kind);
    return new FilterInputStream(stored) {
      @Override
      public int read() throws IOException {
        int one = super.read();
        note(one < 0 ? 0 : 1);
        return one;
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        int count = super.read(target, offset, length);
        note(count);
        return count;
      }

      private void note(int count) {
        if (count > 0) {
          statistics.incrementBytesRead(count);
        }
      }
    };
  }
}
