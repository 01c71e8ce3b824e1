"""Splink's model of when two rows are one person, on the database ``personal`` that repeat_victims
fills and takes away: agreement within a person as assumed here, agreement by chance as counted
among the force's own victims, rare names weighing more than common ones. No labels are used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

# Match weight (bits) from which two rows are one person: chosen on made-up forces whose truth is
# known, see docs/explanation/repeat-victims.md.
THRESHOLD = 4.0
# Two details that more victims share than this are placeholders: no block.
MOST_OF_ONE_BLOCK = 100
# So many victims, all compared with each other, show how often details agree by chance.
SAMPLE = 2_500
# How many other rows of the same person a victim has, on average, before anything is compared.
OTHER_ROWS = 0.2
# From here on two names are alike (Jaro-Winkler): one letter missing, doubled or swapped.
ALIKE = 0.92

# Two rows are compared when they share one of these pairs of details and their given names are
# alike: a home, a birthday and a family name are what twins share.
BLOCKS = {
    "birth_and_home": ("born", "postcode"),
    "birth_and_family": ("born", "family_name"),
    "birth_and_given": ("born", "given_name"),
    "given_and_home": ("given_name", "postcode"),
    "family_and_home": ("family_name", "postcode"),
}
# Of two rows of one person: how often a detail is the same, alike, or another. Assumptions, kept
# loose on purpose: people move and marry, and officers mistype.
AGREEMENT = {
    "given_name": (0.80, 0.17, 0.03),
    "family_name": (0.85, 0.10, 0.05),
    "born": (0.95, 0.03, 0.02),
    "postcode": (0.75, 0.10, 0.15),
}
# What makes two details alike that are not the same: a name misspelt, one digit of a birthday
# mistyped or its day and month swapped, a postcode of the same district.
LIKENESS = {
    "given_name": f"jaro_winkler_similarity(given_name_l, given_name_r) >= {ALIKE}",
    "family_name": f"jaro_winkler_similarity(family_name_l, family_name_r) >= {ALIKE}",
    "born": "hamming(born_l, born_r) <= 1 OR born_l = "
    "left(born_r, 4) || substr(born_r, 7, 2) || substr(born_r, 5, 2)",
    "postcode": "left(postcode_l, length(postcode_l) - 3) = "
    "left(postcode_r, length(postcode_r) - 3)",
}
FREQUENT = ("given_name", "family_name")  # a rare name that agrees says more than a common one


def candidates(connection: duckdb.DuckDBPyConnection) -> bool:
    """Those who share a block with somebody, with the number of each block; whether there are any.
    Most victims are in none, so that all that follows is small."""
    keys = " UNION ALL ".join(
        f"SELECT id, '{block}' AS block, hash('{block}', {one}, {other}) AS key "
        f"FROM personal.victims WHERE {one} IS NOT NULL AND {other} IS NOT NULL"
        for block, (one, other) in BLOCKS.items()
    )
    blocks = ", ".join(f"max(CASE WHEN block = '{block}' THEN key END) AS {block}"
                       for block in BLOCKS)  # fmt: skip
    connection.execute(f"CREATE TABLE personal.keys AS {keys}")
    connection.execute(
        f"""
        CREATE TABLE personal.candidates AS
        SELECT v.id, v.given_name, v.family_name, v.born, v.postcode, k.* EXCLUDE (id)
        FROM personal.victims AS v
        INNER JOIN (
            SELECT id, {blocks} FROM personal.keys
            WHERE key IN (
                SELECT key FROM personal.keys
                GROUP BY key HAVING count(*) BETWEEN 2 AND {MOST_OF_ONE_BLOCK}
            )
            GROUP BY id
        ) AS k ON k.id = v.id
        """
    )
    connection.execute("DROP TABLE personal.keys")
    return bool(connection.execute("SELECT count(*) FROM personal.candidates").fetchall()[0][0])


def join_by_details(connection: duckdb.DuckDBPyConnection, threshold: float) -> None:
    """Clusters by reference joined wherever the model finds two of their rows to be one person."""
    from splink import DuckDBAPI
    from splink.clustering import cluster_pairwise_predictions_at_threshold

    # A connection of its own, so that Splink's tables stand among the personal ones.
    with connection.cursor() as beside:
        beside.execute("USE personal")
        scored = _scored(beside)
        beside.execute(
            f"""
            CREATE TABLE edges AS
            SELECT id_l, id_r FROM {scored} WHERE match_weight >= {threshold}
            UNION ALL
            SELECT cluster_id, id FROM clusters WHERE cluster_id <> id
            """
        )
        beside.execute("CREATE TABLE nodes AS SELECT id_l AS id FROM edges UNION "
                       "SELECT id_r FROM edges")  # fmt: skip
        engine = DuckDBAPI(beside)
        clusters = cluster_pairwise_predictions_at_threshold(
            nodes=engine.register("nodes"),
            edges=engine.register("edges"),
            db_api=engine,
            node_id_column_name="id",
        )
        beside.execute(f"CREATE OR REPLACE TABLE clusters AS FROM {clusters.physical_name}")


def _scored(beside: duckdb.DuckDBPyConnection) -> str:
    """The table of candidate pairs with the weight of what agrees and what does not."""
    from splink import DuckDBAPI, Linker

    model = _model(beside)
    engine = DuckDBAPI(beside)
    linker = Linker(engine.register("candidates"), model, log_level=None)
    for column in FREQUENT:
        beside.execute(
            f"CREATE TABLE frequency_{column} AS SELECT {column}, count(*) / "
            f"(SELECT count({column}) FROM victims) AS tf_{column} "
            f"FROM victims WHERE {column} IS NOT NULL GROUP BY {column}"
        )
        table = engine.register(f"frequency_{column}")
        linker.table_management.register_term_frequency_lookup(table, column)
    scored: str = linker.inference.predict().physical_name
    return scored


def _model(beside: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Splink's model: agreement within a person as assumed above, agreement by chance as this
    force's own victims show it. The sample is by hash of the id: the same whatever the order."""
    from splink import DuckDBAPI, Linker

    beside.execute(
        f"CREATE TABLE sample AS SELECT id, {', '.join(AGREEMENT)} FROM victims "
        f"ORDER BY sha256(victim_id) LIMIT {SAMPLE}"
    )
    (victims,) = beside.execute("SELECT count(*) FROM victims").fetchall()[0]
    settings = _settings(min(OTHER_ROWS / (victims - 1), 0.5))
    linker = Linker(DuckDBAPI(beside).register("sample"), settings, log_level=None)
    linker.training.estimate_u_using_random_sampling(
        max_pairs=SAMPLE**2, min_count_per_level=None, num_chunks=1
    )  # more pairs than there are: all of them, and nothing at random
    model: dict[str, Any] = linker.misc.save_model_to_json()
    counts = beside.execute(
        f"SELECT {', '.join(f'count({column})' for column in AGREEMENT)} FROM sample"
    ).fetchall()[0]
    for comparison, known in zip(model["comparisons"], counts, strict=True):
        _at_least_once(comparison, known * (known - 1) / 2)
    return model


def _at_least_once(comparison: dict[str, Any], pairs: float) -> None:
    """What agreed in no pair of the sample could have in the next one: no weight is endless."""
    for level in comparison["comparison_levels"]:
        if not level.get("is_null_level"):
            level["u_probability"] = max(level.get("u_probability") or 0, 1 / max(pairs, 1))


def _settings(one_person: float) -> Any:
    from splink import SettingsCreator
    from splink.blocking_rule_library import CustomRule

    alike = f"jaro_winkler_similarity(l.given_name, r.given_name) >= {ALIKE}"
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="id",
        comparisons=[_comparison(column) for column in AGREEMENT],
        blocking_rules_to_generate_predictions=[
            CustomRule(f"l.{block} = r.{block} AND {alike}") for block in BLOCKS
        ],
        probability_two_random_records_match=one_person,
        retain_matching_columns=False,
        linker_uid="upheld",
    )


def _comparison(column: str) -> Any:
    from splink import comparison_level_library as levels
    from splink.comparison_library import CustomComparison

    same, alike, other = AGREEMENT[column]
    exact = levels.ExactMatchLevel(column, term_frequency_adjustments=column in FREQUENT)
    return CustomComparison(
        output_column_name=column,
        comparison_levels=[
            levels.NullLevel(column),
            exact.configure(m_probability=same),
            levels.CustomLevel(LIKENESS[column], "alike").configure(m_probability=alike),
            levels.ElseLevel().configure(m_probability=other),
        ],
    )
