package io.fenqun.jobs;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** A pack and where its tables are. */
class WarehouseOptions {
  @Option(
      names = "--pack",
      required = true,
      paramLabel = "DIR",
      description = "Folder of the pack.")
  Path pack = Path.of("");

  @Option(
      names = "--warehouse",
      required = true,
      paramLabel = "URI",
      description = "Where the tables are: <warehouse>/<pack name>/<table>.")
  String warehouse = "";
}
