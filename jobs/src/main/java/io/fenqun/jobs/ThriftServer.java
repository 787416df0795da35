package io.fenqun.jobs;

import io.fenqun.error.FenqunException;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SQLContext;
import org.apache.spark.sql.SparkSession;

/**
 * Spark's Thrift Server in this JVM. It is a part of the Spark that runs us, not of what we are
 * built with, and so called by name.
 */
final class ThriftServer {
  private static final String CLASS = "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2";

  private static final String HIVE_SERVER = "hive.server2.";

  private final Class<?> serverClass;

  private ThriftServer(Class<?> serverClass) {
    this.serverClass = serverClass;
  }

  /**
   * Refuses with kind CONFIG a Spark without the server, and our own classes where a closing client
   * would take them away: the server closes the class loader of the application's jar with the
   * first session that ends.
   */
  static ThriftServer find() {
    try {
      Class<?> found = Class.forName(CLASS);
      if (ThriftServer.class.getClassLoader() != ClassLoader.getSystemClassLoader()) {
        throw FenqunException.config(
            "Cannot serve: the jar of fenqun is not on the driver's class path; start with jobs/bin/fenqun serve,"
                + " or give spark-submit --driver-class-path with the jar as well");
      }
      return new ThriftServer(found);
    } catch (ClassNotFoundException e) {
      throw new FenqunException(
          FenqunException.Kind.CONFIG,
          "Cannot serve: this Spark has no Thrift Server; set SPARK_HOME to one that is built with it",
          e);
    }
  }

  /** Starts it and has it stopped when the process is ended. */
  void start(SparkSession spark, ListenAddress address, Map<String, String> settings) {
    Configuration configuration = spark.sparkContext().hadoopConfiguration();
    settings.forEach(configuration::set);
    configuration.set(ListenAddress.HOST_KEY, address.host());
    configuration.set(ListenAddress.PORT_KEY, Integer.toString(address.port()));
    // Hive's log-in reads a configuration of its own, which knows system properties alone
    for (Map.Entry<String, String> setting : configuration) {
      if (setting.getKey().startsWith(HIVE_SERVER)) {
        System.setProperty(setting.getKey(), setting.getValue());
      }
    }
    // Hive wants a metastore and makes one in memory, which would log into the working folder
    System.setProperty("derby.stream.error.method", "java.io.OutputStream.nullOutputStream");
    try {
      Object server =
          serverClass
              .getMethod("startWithContext", SQLContext.class)
              .invoke(null, spark.sqlContext());
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "stop of the server"));
    } catch (InvocationTargetException e) {
      throw new FenqunException(
          FenqunException.Kind.CONFIG,
          "Cannot start the server on "
              + address.host()
              + ":"
              + address.port()
              + ": "
              + innermost(e).getMessage()
              + "; check --host, --port and --hiveconf",
          e);
    } catch (ReflectiveOperationException e) {
      throw unknown(e);
    }
  }

  private void stop(Object server) {
    try {
      serverClass.getMethod("stop").invoke(server);
    } catch (ReflectiveOperationException e) {
      throw unknown(e);
    }
  }

  private static FenqunException unknown(ReflectiveOperationException failure) {
    return new FenqunException(
        FenqunException.Kind.INTERNAL,
        "Spark's Thrift Server is not as expected; please report it with the version of Spark",
        failure);
  }

  private static Throwable innermost(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
