package io.fenqun.propensity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fenqun.conf.RecordJson;
import java.io.Serializable;
import org.apache.spark.sql.Row;

/**
 * What a customer is scored by. As text it is JSON; numbers are written so that they are read back
 * with the same bits.
 *
 * @param kind says what the predictor is
 */
public record PropensityModel(
    Trainer kind, Encoding encoding, Predictor predictor, Isotonic calibration)
    implements Serializable {
  private static final JsonMapper JSON = RecordJson.MAPPER;

  /**
   * @param probability calibrated, from 0 to 1
   * @param score log odds before calibration
   * @param parts what each input adds to the score of the mean customer, in log odds
   */
  public record Answer(double probability, double score, double[] parts) {}

  /** Of a row that begins with the inputs. */
  public Answer of(Row row) {
    double[] columns = encoding.encode(row);
    double score = predictor.score(columns);
    return new Answer(
        calibration.probability(score), score, encoding.byInput(predictor.contributions(columns)));
  }

  public String text() {
    ObjectNode node = JSON.createObjectNode();
    node.put("kind", kind.name());
    node.set("encoding", JSON.valueToTree(encoding));
    node.set("predictor", JSON.valueToTree(predictor));
    node.set("calibration", JSON.valueToTree(calibration));
    return node.toString();
  }

  /** What {@link #text} says. */
  public static PropensityModel parse(String text) {
    try {
      JsonNode node = JSON.readTree(text);
      Trainer kind = Trainer.valueOf(node.get("kind").asText());
      return new PropensityModel(
          kind,
          JSON.treeToValue(node.get("encoding"), Encoding.class),
          JSON.treeToValue(node.get("predictor"), kind.predictor()),
          JSON.treeToValue(node.get("calibration"), Isotonic.class));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The text is no propensity model", e);
    }
  }
}
