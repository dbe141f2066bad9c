package app

import (
	"cmp"
	"context"
	"errors"
	"runtime"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/importer"
	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// An import looks at every row before it writes the first: the same functions say
// what a row would change, and change it. So a dry run reports what the real run
// does. The writing goes in steps that others see all at once, or not at all, so
// that an import that was killed is one that never began.

// errMovedOn says that what the rows were compared with has changed since.
var errMovedOn = errors.New("the directory has changed meanwhile")

// importBallast is how much memory an import holds that nobody touches, so that it takes
// none: the garbage collector, which runs when as much is new as there was, runs less
// often for it.
const importBallast = 32 << 20

// plansAtMost is how often the rows are looked at again because somebody else was
// faster.
const plansAtMost = 3

// Import imports a file.
func (a *App) Import(ctx context.Context, req operator.ImportRequest) (operator.Import, error) {
	ctx = changing(ctx, "ImportRequest")
	j := &importing{app: a, req: req, call: operator.CallFrom(ctx), begun: a.Now()}
	if err := j.open(ctx); err != nil {
		return operator.Import{}, err
	}
	defer func() { _ = j.file.Close() }()
	ballast := make([]byte, importBallast)
	defer runtime.KeepAlive(ballast)
	var err error
	for range plansAtMost {
		if err = j.run(ctx); !errors.Is(err, errMovedOn) || j.rejects != nil {
			break
		}
	}
	if errors.Is(err, errMovedOn) {
		err = operator.Errorf(operator.Busy, "others changed homes and people while the file was looked at, and nothing was imported").
			WithHint("run the same command again").Reason("moved_on")
	}
	if err != nil {
		return operator.Import{}, err
	}
	return j.report, nil
}

// open checks the request, and reads how the file is written.
func (j *importing) open(ctx context.Context) error {
	if err := checkKey(j.call.Key); err != nil {
		return err
	}
	options, err := view(ctx, j.app, j.req, (*session).importOptions)
	if err != nil {
		return err
	}
	if j.rules, err = conflictRulesOf(j.req); err != nil {
		return err
	}
	if n := j.req.MaxErrors; n != nil && *n < 0 {
		return operator.Errorf(operator.Usage, "the most errors must not be negative: %d", *n).Reason("max_errors")
	}
	for what, text := range map[string]string{"the name of the mapping": j.req.SaveMapping, "the name of the file": j.req.File} {
		if err := operator.CheckLine(what, text); err != nil {
			return err
		}
	}
	if j.req.Content == nil {
		return operator.Errorf(operator.Usage, "there is no file to import").Reason("no_file")
	}
	j.file, err = importer.Open(ctx, j.req.Content, options)
	return err
}

// importOptions is how the file of a request is to be read.
func (s *session) importOptions(req operator.ImportRequest) (importer.Options, error) {
	o := importer.Options{
		Kind: req.Kind, Name: req.File, Format: req.Format, Sheet: req.Sheet, Map: req.Map, Now: s.now,
	}
	if err := s.may(policy.ImportFiles); err != nil {
		return o, err
	}
	if err := checkImportKind(req.Kind, false); err != nil {
		return o, err
	}
	var err error
	if o.Zone, err = s.zone(); err != nil || req.Mapping == "" {
		return o, err
	}
	m, ok, err := s.r.Mapping(req.Mapping)
	switch {
	case err != nil:
		return o, err
	case !ok:
		return o, operator.Errorf(operator.NotFound, "no mapping %q", req.Mapping).
			WithHint("operator import %s FILE --save-mapping NAME keeps one", req.Kind).Reason("no_mapping")
	case m.Kind != req.Kind:
		return o, operator.Errorf(operator.Invalid, "the mapping %q is for %s, not for %s", m.Name, m.Kind, req.Kind).
			WithHint("operator import %s FILE --mapping %s", m.Kind, m.Name).Reason("other_kind")
	}
	o.Saved = showColumns(m.Columns)
	return o, nil
}

// checkImportKind refuses what cannot be imported.
func checkImportKind(kind operator.ImportKind, optional bool) error {
	if optional && kind == "" {
		return nil
	}
	var kinds []string
	for _, k := range operator.ImportKinds() {
		if k == kind {
			return nil
		}
		kinds = append(kinds, string(k))
	}
	return operator.Errorf(operator.Usage, "%q is nothing that can be imported", kind).
		WithHint("one of %s", strings.Join(kinds, ", ")).Reason("bad_kind")
}

// ListImports lists imports.
func (a *App) ListImports(ctx context.Context, req operator.ListImportsRequest) (operator.Page[operator.Import], error) {
	return view(ctx, a, req, (*session).listImports)
}

func (s *session) listImports(req operator.ListImportsRequest) (operator.Page[operator.Import], error) {
	none := operator.Page[operator.Import]{}
	if err := s.may(policy.ImportFiles); err != nil {
		return none, err
	}
	if err := checkImportKind(req.Kind, true); err != nil {
		return none, err
	}
	after, err := placeOf[operator.ImportID](s, "imports", req.Paging)
	if err != nil {
		return none, err
	}
	var before operator.ImportID
	if after != nil {
		before = *after
	}
	rows := placed(s.r.Imports(before), func(i store.Import) operator.ImportID { return i.ID })
	keep := func(i store.Import) (bool, error) { return req.Kind == "" || i.Kind == req.Kind, nil }
	return pageOf(s, "imports", req.Paging, rows, keep, s.importView)
}

// ShowImport shows what an import did.
func (a *App) ShowImport(ctx context.Context, req operator.ShowImportRequest) (operator.Import, error) {
	return view(ctx, a, req, (*session).showImport)
}

func (s *session) showImport(req operator.ShowImportRequest) (operator.Import, error) {
	i, err := s.findImport(req.Import)
	if err != nil {
		return operator.Import{}, err
	}
	v, err := s.importView(i)
	if err != nil {
		return v, err
	}
	return v, s.showParts(i, &v)
}

// findImport resolves a reference to an import.
func (s *session) findImport(ref operator.Ref) (store.Import, error) {
	if err := s.may(policy.ImportFiles); err != nil {
		return store.Import{}, err
	}
	var id operator.ImportID
	if err := id.UnmarshalText([]byte(strings.TrimSpace(string(ref)))); err == nil && !id.IsZero() {
		if i, ok, err := s.r.Import(id); ok || err != nil {
			return i, err
		}
	}
	return store.Import{}, operator.Errorf(operator.NotFound, "no import %q", ref).WithHint("operator import list")
}

// ImportTemplate is a file to fill in.
func (a *App) ImportTemplate(ctx context.Context, req operator.ImportTemplateRequest) (operator.ImportTemplate, error) {
	return view(ctx, a, req, (*session).importTemplate)
}

func (s *session) importTemplate(req operator.ImportTemplateRequest) (operator.ImportTemplate, error) {
	if err := s.may(policy.ImportFiles); err != nil {
		return operator.ImportTemplate{}, err
	}
	format := cmp.Or(strings.ToLower(req.Format), "csv")
	content, err := importer.Template(req.Kind, format)
	return operator.ImportTemplate{Kind: req.Kind, Name: string(req.Kind) + "." + format, Content: content}, err
}
