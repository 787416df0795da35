package io.fenqun.scheme;

import io.fenqun.conf.DefinitionHash;
import io.fenqun.scheme.SchemeModel.Event;
import io.fenqun.scheme.SchemeModel.Part;
import io.fenqun.scheme.SchemeModel.Status;
import io.fenqun.table.ModelTables;
import io.fenqun.table.Rounding;
import io.fenqun.time.Month;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Models as rows of scheme_model and cluster_history, and back. */
public final class ModelRows {
  private ModelRows() {}

  /**
   * The models of rows of scheme_model, by month; few. What became of their segments is not read.
   */
  public static List<SchemeModel> models(Dataset<Row> rows) {
    return rows.collectAsList().stream()
        .map(ModelRows::model)
        .sorted(Comparator.comparing(SchemeModel::month).thenComparing(SchemeModel::scheme))
        .toList();
  }

  private static SchemeModel model(Row row) {
    Double moved = row.getAs("moved_share");
    return new SchemeModel(
        row.getAs("scheme"),
        Month.parse(row.getAs("month")),
        row.getAs("definition"),
        Status.valueOf(row.getAs("status")),
        row.<Long>getAs("customers"),
        row.<Double>getAs("cost"),
        (int) (long) row.<Long>getAs("iterations"),
        moved == null ? OptionalDouble.empty() : OptionalDouble.of(moved),
        row.getAs("content"),
        List.of());
  }

  /**
   * Rows with the schema of {@link ModelTables#SCHEME_MODEL}.
   *
   * @param methods of the schemes by name
   */
  public static List<Row> ofModels(List<SchemeModel> models, UnaryOperator<String> methods) {
    return models.stream()
        .map(
            model ->
                RowFactory.create(
                    model.month().toString(),
                    model.scheme(),
                    methods.apply(model.scheme()),
                    model.status().name(),
                    model.customers(),
                    Rounding.significant(model.cost()),
                    (long) model.iterations(),
                    model.movedShare().isPresent()
                        ? Rounding.significant(model.movedShare().getAsDouble())
                        : null,
                    model.definition(),
                    model.content(),
                    DefinitionHash.of(model.content())))
        .toList();
  }

  /** Rows with the schema of {@link ModelTables#CLUSTER_HISTORY}. */
  public static List<Row> ofSegments(List<SchemeModel> models) {
    List<Row> rows = new ArrayList<>();
    for (SchemeModel model : models) {
      List<Part> parts =
          model.parts().stream()
              .sorted(Comparator.comparing(part -> part.event() == Event.DIED))
              .toList();
      for (int i = 0; i < parts.size(); i++) {
        Part part = parts.get(i);
        rows.add(
            RowFactory.create(
                model.month().toString(),
                model.scheme(),
                i + 1L,
                part.segment().orElse(null),
                model.status().name(),
                part.event().name(),
                part.customers(),
                part.before(),
                part.shared(),
                part.event() == Event.BORN ? null : Rounding.significant(part.jaccard())));
      }
    }
    return rows;
  }
}
