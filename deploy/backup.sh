#!/usr/bin/env bash
# Makes one backup folder: database, files, checksums.   deploy/backup.sh [TARGET, default ./backups]
# Reads DATABASE_URL and PORTAL_DATA as the portal does. The portal may keep running.
set -euo pipefail
umask 077
HOME_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
DATA=${PORTAL_DATA:-$HOME_DIR/var}
TARGET=${1:-$HOME_DIR/backups}
PYTHON=$(command -v "$HOME_DIR/.venv/bin/python" || command -v python3)

STAMP=$(date -u +%Y%m%dT%H%M%SZ)
mkdir -p "$TARGET"
DONE="$TARGET/portal-$STAMP"
PART="$TARGET/.portal-$STAMP.part"
mkdir "$PART"
trap 'rm -rf "$PART"' EXIT

# The database first: every file it names is then in the archive made after it.
if [ -n "${DATABASE_URL:-}" ]; then
    pg_dump --format=custom --no-owner --file="$PART/database.dump" --dbname="$DATABASE_URL"
else
    "$PYTHON" - "$DATA/portal.sqlite3" "$PART/portal.sqlite3" <<'PYTHON'
import pathlib, sqlite3, sys
source = sqlite3.connect(pathlib.Path(sys.argv[1]).resolve().as_uri() + "?mode=rw", uri=True, timeout=20)
copy = sqlite3.connect(sys.argv[2])
source.backup(copy)
assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",), "the copy is not sound"
copy.close()
PYTHON
fi
mkdir -p "$DATA/files"
tar -C "$DATA" -cf "$PART/files.tar" files
# The mark of demo data travels with the data.
[ ! -f "$DATA/demo.json" ] || cp "$DATA/demo.json" "$PART/"

(cd "$PART" && sha256sum -- * >SHA256SUMS)
sync "$PART"/* 2>/dev/null || sync
mv "$PART" "$DONE"
echo "Đã sao lưu (backup made): $DONE"
