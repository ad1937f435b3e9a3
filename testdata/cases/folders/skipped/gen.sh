#!/bin/sh
# SPDX-License-Identifier: MIT
cat > x <<EOF
SPDXVersion: SPDX-2.3
DataLicense: CC0-1.0
EOF
