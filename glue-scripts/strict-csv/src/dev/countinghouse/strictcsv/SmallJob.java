package dev.countinghouse.strictcsv;

import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Looks that planning takes at files, when there are many to take: a Spark job over a list, before the job itself. */
final class SmallJob {
  private SmallJob() {}

  interface Work<T, R> extends Serializable {
    Iterator<R> of(Iterator<T> part, Configuration hadoop) throws IOException;
  }

  /** Gives what the work made of the list's parts, in order. */
  static <T, R> List<R> over(List<T> items, Work<T, R> work) {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(SparkSession.active().sparkContext());
    HadoopSettings hadoop = HadoopSettings.broadcast();
    int tasks = Math.min(items.size(), SplitPlan.TASKS_A_CORE * spark.defaultParallelism());
    return spark.parallelize(items, tasks).mapPartitions(part -> work.of(part, hadoop.value())).collect();
  }
}
