#!/bin/sh
# Stands for Java where a test is about job runs and not about Spark: runs the Python script at once.
case "$*" in
  *org.apache.spark.launcher.Main*)
    printf '\0\n'
    printf '%s\0' "$0" -cp /nowhere org.apache.spark.deploy.SparkSubmit script.py
    exit 0
    ;;
esac
while [ $# -gt 0 ]; do
  case "$1" in *.py) break ;; --py-files) PYTHONPATH=$2; export PYTHONPATH; shift ;; -cp) export FAKE_CLASSPATH="$2"; shift ;; esac
  shift
done
exec "$PYSPARK_PYTHON" "$@"
