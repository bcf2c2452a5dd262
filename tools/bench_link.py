"""Links one CSV of `continuum synth people` with Splink, the peer of `continuum link`.

Usage: bench_link.py RECORDS.csv KIND OUT.csv

The models follow Splink's tutorials: its ready-made comparisons, u from random
pairs, m by EM, clusters at probability 0.95. Prints seconds and peak memory.
"""
import logging
import resource
import sys
import time

import pandas as pd
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

logging.getLogger("splink").setLevel(logging.ERROR)

NAMES = cl.ForenameSurnameComparison("given_name", "family_name")
BIRTH = cl.DateOfBirthComparison("birth_date", input_is_string=True)
POSTCODE = cl.PostcodeComparison("postcode")

MODELS = {
    "plain": {
        "id": "id",
        "rules": [
            block_on("nhs_number"), block_on("family_name", "birth_date"), block_on("given_name", "birth_date"),
            block_on("postcode", "given_name"), block_on("postcode", "family_name"), block_on("phone"),
            block_on("given_name", "family_name", "substr(birth_date,1,4)"),
        ],
        "comparisons": [NAMES, BIRTH, POSTCODE, cl.ExactMatch("sex"), cl.ExactMatch("nhs_number"), cl.ExactMatch("phone")],
        "certain": ["l.nhs_number = r.nhs_number and l.birth_date = r.birth_date"],
        "recall": 0.7,
    },
    "messy": {
        "id": "record_id",
        "rules": [
            block_on("substr(given_name,1,3)", "substr(family_name,1,4)"), block_on("family_name", "birth_date"),
            block_on("given_name", "birth_date"), block_on("postcode", "given_name"), block_on("postcode", "family_name"),
            block_on("birth_date", "birth_place"), block_on("substr(postcode,1,3)", "birth_date"),
            block_on("substr(postcode,1,3)", "given_name"), block_on("substr(postcode,1,3)", "family_name"),
            block_on("substr(given_name,1,2)", "substr(family_name,1,2)", "substr(birth_date,1,4)"),
        ],
        "comparisons": [
            NAMES, BIRTH, POSTCODE,
            cl.ExactMatch("birth_place").configure(term_frequency_adjustments=True),
            cl.ExactMatch("occupation").configure(term_frequency_adjustments=True),
        ],
        "certain": ["l.given_name = r.given_name and l.family_name = r.family_name and l.birth_date = r.birth_date"],
        "recall": 0.5,
    },
}


def main(records, kind, out):
    model = MODELS[kind]
    started = time.time()
    frame = pd.read_csv(records, dtype=str).rename(columns={model["id"]: "unique_id"})
    for column in ("given_name", "family_name", "birth_place", "occupation"):
        if column in frame:
            frame[column] = frame[column].str.lower()
    api = DuckDBAPI()
    settings = SettingsCreator(
        link_type="dedupe_only", blocking_rules_to_generate_predictions=model["rules"], comparisons=model["comparisons"])
    linker = Linker(api.register(frame), settings) if hasattr(api, "register") else Linker(frame, settings, api)
    linker.training.estimate_probability_two_random_records_match(model["certain"], recall=model["recall"])
    linker.training.estimate_u_using_random_sampling(max_pairs=5e6)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("given_name", "family_name"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("birth_date"))
    pairs = linker.inference.predict(threshold_match_probability=0.5)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, threshold_match_probability=0.95)
    found = clusters.as_pandas_dataframe()[["unique_id", "cluster_id"]]
    seconds = time.time() - started
    found.columns = ["id", "person_id"]
    found.to_csv(out, index=False)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{seconds:.1f} s, {peak / 1024:.0f} MiB")


main(*sys.argv[1:])
