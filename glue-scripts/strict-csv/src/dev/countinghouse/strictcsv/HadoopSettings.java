package dev.countinghouse.strictcsv;

import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * The Hadoop settings of the session, `spark.hadoop.*` included, for where the work is done. They are a thousand entries,
 * so each machine gets them once: inside what is sent for every task they would cost more than the reading of a small file.
 */
public final class HadoopSettings implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Broadcast<SerializableConfiguration> sent;

  private HadoopSettings(Broadcast<SerializableConfiguration> sent) {
    this.sent = sent;
  }

  /** Where Spark plans. */
  static Configuration here() {
    return SparkSession.active().sessionState().newHadoopConf();
  }

  /** Sends them; where Spark plans. */
  public static HadoopSettings broadcast() {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(SparkSession.active().sparkContext());
    return new HadoopSettings(spark.broadcast(new SerializableConfiguration(here())));
  }

  /** Where the work is done. */
  public Configuration value() {
    return sent.value().value();
  }
}
