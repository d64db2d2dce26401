#!/bin/sh
# A site in parts by Slurm, on nodes that share SITE and PARTS:
#   parts=$(sbatch --parsable --export=ALL,SITE=/data/careers,PARTS=/data/parts,DAY=$(date -u +%F) tests/shards/slurm.sh)
#   sbatch --dependency=afterok:$parts --wrap 'metier merge -o /data/public /data/parts/*'
#SBATCH --job-name=careers
#SBATCH --array=1-16
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=2
#SBATCH --mem=1G
#SBATCH --time=00:15:00
set -eu
# All tasks are of one day, also where some start after midnight.
exec "${METIER:-metier}" build -q -j "${SLURM_CPUS_PER_TASK:-1}" --now "$DAY" -C "$SITE" \
    --shard "$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT" -o "$PARTS/$SLURM_ARRAY_TASK_ID"
