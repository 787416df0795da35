package io.fenqun.jobs;

import io.fenqun.error.FenqunException;
import io.fenqun.store.WarehouseFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * SQL for BI tools over JDBC (Spark Thrift Server): every pack of a warehouse a database, every
 * published table a view over the version that the last publication names. Runs until the process
 * is ended by a signal. Writes nothing into the warehouse and keeps no metastore, so that any
 * number of servers may stand on one warehouse, beside runs that publish. Statements other than
 * reads are refused.
 *
 * <p>Exit codes: 2 a wrong flag, a warehouse or address that cannot be used; 4 nothing published
 * yet; 1 Spark has stopped by itself; 143 ended by SIGTERM.
 */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = "Serves the published tables of a warehouse as SQL (JDBC) until it is ended.")
final class ServeCommand implements Callable<Integer> {
  private static final int HIGHEST_PORT = 65_535;

  @Option(
      names = "--warehouse",
      required = true,
      paramLabel = "URI",
      description = "Folder whose folders are packs, as given to run.")
  private String warehouse = "";

  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      paramLabel = "HOST",
      description =
          "Address to listen on [${DEFAULT-VALUE}]; beyond the loopback only with authentication.")
  private String host = "";

  @Option(
      names = "--port",
      defaultValue = "10000",
      paramLabel = "PORT",
      description = "Port to listen on, 0 for a free one [${DEFAULT-VALUE}].")
  private int port;

  @Option(
      names = "--refresh",
      defaultValue = "30",
      paramLabel = "SECONDS",
      description = "How often to look for a new publication [${DEFAULT-VALUE}].")
  private long refresh;

  @Option(
      names = "--hiveconf",
      paramLabel = "KEY=VALUE",
      description =
          "A setting of the server, for example hive.server2.authentication=LDAP; may be repeated.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    if (port < 0 || port > HIGHEST_PORT) {
      throw FenqunException.config(
          "Cannot listen on port " + port + ": give --port a number from 0 to 65535");
    }
    if (refresh < 1) {
      throw FenqunException.config(
          "Cannot look for publications every " + refresh + " seconds: give --refresh 1 or more");
    }
    Configuration configuration = SparkHadoopUtil.get().newConfiguration(new SparkConf());
    settings.forEach(configuration::set);
    WarehouseFolder folder = WarehouseFolder.open(warehouse, configuration);
    ListenAddress address = ListenAddress.of(host, port, settings, configuration);
    ThriftServer server = ThriftServer.find();
    Progress progress = Progress.byMonth(spec.commandLine().getOut());
    SparkSession spark = Sessions.serving(folder.uri());
    ServedWarehouse served = new ServedWarehouse(spark, folder, temporaryFolder(), progress);
    served.requirePublished();
    server.start(spark, address, settings);
    progress.line("listening on " + address.host() + ":" + address.port());
    address.connecting(served.databases()).forEach(progress::line);
    served.refreshUntilStopped(Duration.ofSeconds(refresh));
    // by a signal, which decides the exit code then, or because the cluster has ended it
    progress.line("stopped");
    return FenqunException.Kind.STORAGE.exitCode();
  }

  private static Path temporaryFolder() {
    try {
      Path folder = Files.createTempDirectory("fenqun-serve");
      folder.toFile().deleteOnExit();
      return folder;
    } catch (IOException e) {
      throw new FenqunException(
          FenqunException.Kind.STORAGE,
          "Cannot make a temporary folder: " + e.getMessage() + "; check java.io.tmpdir",
          e);
    }
  }
}
