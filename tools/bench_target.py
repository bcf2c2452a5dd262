"""Learns from a table with XGBoost or LightGBM, the peers of `continuum train`.

Usage: bench_target.py xgboost|lightgbm TRAIN.csv TEST.csv OUT.csv TREES DEPTH

Same trees, depth, learning rate (0.1), L2 (1) and histograms of at most 256 bins;
two threads, or as many as there are processors. Prints seconds by the clock and of
the processors for reading, learning and scoring the table learned from, and peak
memory; writes id,score of TEST.csv.
"""
import os
import resource
import sys
import time

import numpy as np
import pyarrow.csv as csv

peer, train, test, out, trees, depth = sys.argv[1:7]
trees, depth, threads = int(trees), int(depth), os.cpu_count()


def processors():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def timed(what, work):
    clock, busy = time.time(), processors()
    result = work()
    print(f"{what}={time.time() - clock:.1f}s/{processors() - busy:.1f}s", end=" ")
    return result


def read(path):
    table = csv.read_csv(path)
    names = [n for n in table.column_names if n not in ("id", "outcome")]
    values = np.empty((table.num_rows, len(names)), np.float32)
    for i, name in enumerate(names):
        values[:, i] = table[name].to_numpy()
    return values, table["outcome"].to_numpy(), table["id"].to_numpy()


def xgboost(values, outcome):
    import xgboost as xgb

    data = xgb.QuantileDMatrix(values, outcome, max_bin=256, nthread=threads)
    options = {"objective": "binary:logistic", "tree_method": "hist", "max_depth": depth, "eta": 0.1, "lambda": 1, "max_bin": 256, "nthread": threads}
    model = xgb.train(options, data, trees)
    return lambda rows: model.inplace_predict(rows)


def lightgbm(values, outcome):
    import lightgbm as lgb

    options = {"objective": "binary", "num_leaves": 2**depth, "max_depth": depth, "learning_rate": 0.1, "lambda_l2": 1, "max_bin": 255, "num_threads": threads, "verbose": -1}
    model = lgb.train(options, lgb.Dataset(values, outcome, params=options), trees)
    return lambda rows: model.predict(rows, num_threads=threads)


values, outcome, _ = timed("read", lambda: read(train))
score = timed("learn", lambda: {"xgboost": xgboost, "lightgbm": lightgbm}[peer](values, outcome))
timed("score", lambda: score(values))
print(f"memory={resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}MiB")
values, outcome, ids = read(test)
with open(out, "w") as f:
    f.write("id,score\n")
    f.writelines(f"{i},{s!r}\n" for i, s in zip(ids.tolist(), score(values).tolist()))
