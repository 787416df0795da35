package io.fenqun.store;

import io.fenqun.error.FenqunException;
import io.fenqun.source.SourceDef;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.text.StringSubstitutor;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * Fills in what a pack names in a source's options and does not hold: <code>${env:NAME}</code>, a
 * variable of the environment, and <code>${credential:ALIAS}</code>, a password that Hadoop's
 * credential providers keep. Values are never part of a message, a hash or the ledger.
 */
final class SourceSecrets {
  private static final String ENVIRONMENT = "env:";
  private static final String CREDENTIAL = "credential:";

  private final SparkSession spark;
  private final SourceDef source;

  SourceSecrets(SparkSession spark, SourceDef source) {
    this.spark = spark;
    this.source = source;
  }

  /** Refuses with kind CONFIG a variable or an alias that is not there. */
  Map<String, String> filledIn() {
    StringSubstitutor substitutor =
        new StringSubstitutor(this::value).setDisableSubstitutionInValues(true);
    Map<String, String> filled = new TreeMap<>();
    source.options().forEach((name, text) -> filled.put(name, substitutor.replace(text)));
    return filled;
  }

  private String value(String name) {
    Optional<String> value = Optional.empty();
    if (name.startsWith(ENVIRONMENT)) {
      value = Optional.ofNullable(System.getenv(name.substring(ENVIRONMENT.length())));
    } else if (name.startsWith(CREDENTIAL)) {
      value = credential(name.substring(CREDENTIAL.length()));
    }
    return value.orElseThrow(
        () ->
            FenqunException.config(
                "Cannot read source "
                    + source.name()
                    + ": "
                    + source.position()
                    + ": ${"
                    + name
                    + "} is not there; set the variable ${env:NAME}, or name a credential provider in"
                    + " hadoop.security.credential.provider.path for ${credential:ALIAS}"));
  }

  private Optional<String> credential(String alias) {
    Configuration hadoop = spark.sessionState().newHadoopConf();
    try {
      return Optional.ofNullable(hadoop.getPassword(alias)).map(String::new);
    } catch (IOException e) {
      throw StorageFaults.translate("Cannot read source " + source.name(), e);
    }
  }
}
