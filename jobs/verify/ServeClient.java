import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A plain JDBC client: java -cp DRIVER_JARS ServeClient.java ROUNDS URL STATEMENT...
 *
 * <p>Connects, runs the statements and closes, so often; prints one line a row with tabs between the columns, a line
 * {@code --} after each result, and before them the driver's remarks on the columns of every table.
 */
public final class ServeClient {
  private ServeClient() {}

  public static void main(String[] arguments) throws SQLException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    int rounds = Integer.parseInt(arguments[0]);
    for (int round = 0; round < rounds; round++) {
      try (Connection connection = DriverManager.getConnection(arguments[1], "reader", "")) {
        try (ResultSet columns = connection.getMetaData().getColumns(null, connection.getSchema(), "customer_month", "%")) {
          print(columns, List.of("COLUMN_NAME", "REMARKS"), out);
        }
        for (int i = 2; i < arguments.length; i++) {
          try (Statement statement = connection.createStatement();
              ResultSet rows = statement.executeQuery(arguments[i])) {
            print(rows, List.of(), out);
          }
        }
      }
    }
  }

  private static void print(ResultSet rows, List<String> columns, PrintStream out) throws SQLException {
    while (rows.next()) {
      List<String> cells = new ArrayList<>();
      for (String column : columns) {
        cells.add(rows.getString(column));
      }
      for (int i = 1; columns.isEmpty() && i <= rows.getMetaData().getColumnCount(); i++) {
        cells.add(rows.getString(i));
      }
      out.println(String.join("\t", cells));
    }
    out.println("--");
  }
}
