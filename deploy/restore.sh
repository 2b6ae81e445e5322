#!/usr/bin/env bash
# Puts one backup folder back.   deploy/restore.sh FOLDER [--replace]
# Stop the portal first. Without --replace it refuses a target that already holds data.
set -euo pipefail
umask 077
HOME_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
DATA=${PORTAL_DATA:-$HOME_DIR/var}
FROM=${1:?Cách dùng: deploy/restore.sh THƯ_MỤC_SAO_LƯU [--replace]}
REPLACE=${2:-}

refuse() { echo "✗ $*" >&2; exit 1; }
[ -z "$REPLACE" ] || [ "$REPLACE" = --replace ] || refuse "Không hiểu: $REPLACE (unknown option)"
FROM=$(cd "$FROM" && pwd -P)
(cd "$FROM" && sha256sum --check --quiet SHA256SUMS) || refuse "Bản sao lưu hỏng: sai tổng kiểm tra (checksums differ)."

mkdir -p "$DATA"
exec 3<"$DATA"
flock -n 3 || refuse "Cổng đang chạy với $DATA; dừng lại trước (the portal is running)."

if [ -z "$REPLACE" ]; then
    [ -z "$(ls -A "$DATA/files" 2>/dev/null)" ] || refuse "$DATA/files đã có tệp; thêm --replace để ghi đè (target holds files)."
fi
if [ -f "$FROM/database.dump" ]; then
    : "${DATABASE_URL:?Bản sao lưu PostgreSQL cần DATABASE_URL}"
    if [ -z "$REPLACE" ]; then
        tables=$(psql "$DATABASE_URL" -Atqc "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        [ "$tables" = 0 ] || refuse "Cơ sở dữ liệu đã có $tables bảng; thêm --replace để ghi đè (database is not empty)."
    fi
    # All or nothing: an empty schema and the whole dump in one transaction.
    SCRIPT=$(mktemp)
    trap 'rm -f "$SCRIPT"' EXIT
    echo 'SET client_min_messages = warning; DROP SCHEMA public CASCADE; CREATE SCHEMA public;' >"$SCRIPT"
    pg_restore --no-owner --file=- "$FROM/database.dump" | sed '/^CREATE SCHEMA public;$/d' >>"$SCRIPT"
    psql "$DATABASE_URL" --quiet --single-transaction --set=ON_ERROR_STOP=1 --output=/dev/null --file="$SCRIPT"
else
    [ -z "${DATABASE_URL:-}" ] || refuse "Bản sao lưu là SQLite nhưng DATABASE_URL đang đặt (backup is SQLite)."
    [ -n "$REPLACE" ] || [ ! -e "$DATA/portal.sqlite3" ] || refuse "$DATA/portal.sqlite3 đã có; thêm --replace (target holds a database)."
    cp "$FROM/portal.sqlite3" "$DATA/portal.sqlite3.new"
    rm -f "$DATA/portal.sqlite3-wal" "$DATA/portal.sqlite3-shm"
    mv "$DATA/portal.sqlite3.new" "$DATA/portal.sqlite3"
fi
rm -rf "$DATA/files.new"
mkdir "$DATA/files.new"
tar -C "$DATA/files.new" --strip-components=1 -xf "$FROM/files.tar"
rm -rf "$DATA/files"
mv "$DATA/files.new" "$DATA/files"
if [ -f "$FROM/demo.json" ]; then cp "$FROM/demo.json" "$DATA/"; else rm -f "$DATA/demo.json"; fi
echo "Đã khôi phục (restored): $FROM → $DATA. Chạy: manage.py migrate, rồi khởi động."
