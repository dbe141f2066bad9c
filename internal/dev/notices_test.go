package main

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestALicenceIsKnownByItsWords(t *testing.T) {
	const bsd = "Redistribution and use in source\nand binary forms, with or without modification, are permitted"
	for text, want := range map[string][]string{
		"Apache License\n   Version 2.0, January 2004":                                  {"Apache-2.0"},
		"Permission is hereby granted, free of charge, to any person\nobtaining a copy": {"MIT"},
		bsd:                           {"BSD-2-Clause"},
		bsd + "\nNeither the name of": {"BSD-3-Clause"},
		"Permission is hereby granted, free of charge, to any person obtaining a copy. Licensed under the Apache License, Version 2.0": {"Apache-2.0", "MIT"},
		"Additional IP Rights Grant (Patents)": nil,
	} {
		got, err := licenceKinds(text)
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%q: %v\n%s", text, err, diff)
		}
	}
	for _, text := range []string{"", "GNU GENERAL PUBLIC LICENSE", "Mozilla Public License Version 2.0"} {
		if got, err := licenceKinds(text); err == nil {
			t.Errorf("%q is taken for %v", text, got)
		}
	}
}
