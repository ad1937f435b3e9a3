package identity_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom/identity"
)

func TestCopyrightHolders(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want []string
	}{
		{"Copyright (c) 2018-2024 AO Kaspersky Lab. All rights reserved.", []string{"AO Kaspersky Lab"}},
		{"© 2020 Acme Inc", []string{"Acme Inc"}},
		{"©2021–present Kaspersky Lab, Inc.", []string{"Kaspersky Lab, Inc"}},
		{"2020 Kaspersky Lab", []string{"Kaspersky Lab"}},
		{"AO Kaspersky Lab © 1997, 2024", []string{"AO Kaspersky Lab"}},
		{"SPDX-FileCopyrightText: 2024 AO Kaspersky Lab <x@kaspersky.com>", []string{"AO Kaspersky Lab <x@kaspersky.com>"}},
		{"Copyright 2018 Red Hat, Inc. and/or its affiliates", []string{"Red Hat, Inc"}},
		{"Copyright (c) 2016, Huawei Technologies Co., Ltd.", []string{"Huawei Technologies Co., Ltd"}},
		{"Copyright 2018 Acme and contributors, 2019 AO Kaspersky Lab", []string{"Acme", "AO Kaspersky Lab"}},
		{"(c) 2009-2014 Jeremy Ashkenas, DocumentCloud and Investigative Reporters & Editors", []string{"Jeremy Ashkenas", "DocumentCloud", "Investigative Reporters & Editors"}},
		{"Copyright (C) 2011-2014 by Yehuda Katz\r\nCopyright (C) 2015 by Yehuda Katz\nCopyright 2016 Acme", []string{"Yehuda Katz", "Acme"}},
		{ // machine-readable debian/copyright: a second holder has no mark
			"Files: *\nCopyright: 2013 Jane Doe <jane@example.org>\n           2014 Kaspersky Lab\nLicense: MIT\n for any purpose with or without fee,\n provided that the above copyright notice and this permission appear",
			[]string{"Jane Doe <jane@example.org>", "Kaspersky Lab"},
		},
		{"COPR. 2020 by Alpha UND Beta et Gamma, released to the public", []string{"Alpha", "Beta", "Gamma"}},
		{"Copyright 2020 All Hands, Licensed under MIT; (c) present Delta All Rights Reserved", []string{"All Hands", "Delta"}},
		{"Copyright 2020 Acme; AO Kaspersky Lab", []string{"Acme", "AO Kaspersky Lab"}},
		{"Copyright 2020 Acme; AO Kaspersky Lab, used with permission", []string{"Acme", "AO Kaspersky Lab", "used with permission"}},
		{"Copyright 2020 Acme; Kaspersky is a trademark of AO Kaspersky Lab", []string{"Acme"}},
		{"Copyright 2020 Acme; Kaspersky and other trademarks belong to their owners. Copyright 2021 Beta", []string{"Acme", "Beta"}},
		{"", nil}, {"Copyright 2024", nil}, {"Copyright notice", nil}, {strings.Repeat("prose ", 50), nil},
	} {
		if got := identity.CopyrightHolders(tt.in); !slices.Equal(got, tt.want) {
			t.Errorf("CopyrightHolders(%.80q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}
