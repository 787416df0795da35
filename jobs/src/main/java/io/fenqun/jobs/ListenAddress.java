package io.fenqun.jobs;

import io.fenqun.error.FenqunException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;

/**
 * Where the server listens, and how clients connect to it.
 *
 * @param port not 0: a free one is chosen before
 * @param authentication of Hive's server, in capitals
 */
record ListenAddress(String host, int port, String authentication) {
  static final String HOST_KEY = "hive.server2.thrift.bind.host";
  static final String PORT_KEY = "hive.server2.thrift.port";
  private static final String AUTHENTICATION_KEY = "hive.server2.authentication";

  /** Those that ask who is there. */
  private static final Set<String> ASKING = Set.of("LDAP", "CUSTOM", "PAM", "KERBEROS");

  private static final Set<String> NOT_TO_BE_SET =
      Set.of(HOST_KEY, PORT_KEY, "hive.server2.transport.mode", "hive.server2.thrift.http.port");

  /**
   * Refuses with kind CONFIG an unknown host, one beyond the loopback that nobody need to log in
   * to, and a port that is taken.
   *
   * @param settings given on the command line
   * @param configuration all settings, with those of Spark and hive-site.xml
   */
  static ListenAddress of(
      String host, int port, Map<String, String> settings, Configuration configuration) {
    settings.keySet().stream()
        .filter(NOT_TO_BE_SET::contains)
        .findFirst()
        .ifPresent(
            key -> {
              throw FenqunException.config(
                  "Cannot take --hiveconf "
                      + key
                      + ": use --host and --port, over binary transport");
            });
    String authentication =
        configuration.get(AUTHENTICATION_KEY, "NONE").strip().toUpperCase(Locale.ROOT);
    InetAddress address = resolved(host);
    if (!address.isLoopbackAddress() && !ASKING.contains(authentication)) {
      throw FenqunException.config(
          "Cannot listen on "
              + host
              + ": it is no loopback address, and with authentication "
              + authentication
              + " anyone could read the tables; give --hiveconf "
              + AUTHENTICATION_KEY
              + "=LDAP (or CUSTOM, PAM, KERBEROS) with its settings, or --host 127.0.0.1");
    }
    return new ListenAddress(host, free(host, address, port), authentication);
  }

  private static InetAddress resolved(String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new FenqunException(
          FenqunException.Kind.CONFIG,
          "Cannot listen on " + host + ": no such host; give --host an address of this machine",
          e);
    }
  }

  /** Asks by listening for a moment: the server itself would say so only in its log. */
  private static int free(String host, InetAddress address, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(address, port));
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new FenqunException(
          FenqunException.Kind.CONFIG,
          "Cannot listen on "
              + host
              + ":"
              + port
              + ": "
              + e.getMessage()
              + "; give another --port (0 chooses a free one), or an address of this machine",
          e);
    }
  }

  /** Lines that tell how to connect: the URL of each database, and one command that works. */
  List<String> connecting(List<String> databases) {
    List<String> lines = new ArrayList<>();
    databases.forEach(database -> lines.add("connect with " + url(database)));
    String beeline =
        Optional.ofNullable(System.getenv("SPARK_HOME"))
            .map(home -> "SPARK_HOME='" + home + "' '" + home + "/bin/beeline'")
            .orElse("beeline");
    String login =
        switch (authentication) {
          case "NONE", "NOSASL" -> " -n reader";
          case "KERBEROS" -> "";
          default -> " -n USER -p PASSWORD";
        };
    lines.add("or       " + beeline + " -u '" + url(databases.get(0)) + "'" + login);
    return lines;
  }

  private String url(String database) {
    String literal = host.contains(":") ? "[" + host + "]" : host;
    return "jdbc:hive2://"
        + literal
        + ":"
        + port
        + "/"
        + database
        + (authentication.equals("NOSASL") ? ";auth=noSasl" : "");
  }
}
