#!/usr/bin/env bash
# Installs the programs that tests need and pip does not bring; those that are here are left alone.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
packages=()
command -v tesseract > /dev/null || packages+=(tesseract-ocr)  # OCR of scanned pages
command -v soffice > /dev/null || packages+=(libreoffice-calc-nogui)  # reads the workbook and the CSV back
command -v chromium > /dev/null && command -v chromedriver > /dev/null || packages+=(chromium chromium-driver)  # opens the audit pages
if [ "${#packages[@]}" -gt 0 ]; then
  as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  "${as_root[@]}" apt-get update -qq > /dev/null
  "${as_root[@]}" apt-get install -qq -y --no-install-recommends "${packages[@]}" > /dev/null
fi
tesseract --version 2>&1 | head -n 1
