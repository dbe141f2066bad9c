package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"golang.org/x/tools/go/packages"
)

// typesFor says whether everything, tests included, fits together for another operating
// system. It reads sources, where go vet would first compile every package for that
// system, the standard library's among them, which takes ten times as long.
func typesFor(system string) func(context.Context) error {
	return func(ctx context.Context) error {
		found, err := packages.Load(&packages.Config{
			Context: ctx,
			Mode:    packages.NeedName | packages.NeedFiles | packages.NeedImports | packages.NeedDeps | packages.NeedSyntax | packages.NeedTypes | packages.NeedTypesInfo,
			Env:     append(os.Environ(), "GOOS="+system, "CGO_ENABLED=0"),
			Tests:   true,
		}, "./...")
		if err != nil {
			return err
		}
		var failed []error
		packages.Visit(found, nil, func(p *packages.Package) {
			for _, e := range p.Errors {
				failed = append(failed, fmt.Errorf("%s: %w", p.PkgPath, e))
			}
		})
		return errors.Join(failed...)
	}
}
