package config

import (
	"path/filepath"
	"runtime"
	"strings"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// places is where things are on this machine. A place that cannot be told,
// because there is no home folder, is empty.
type places struct {
	home   string // the home folder
	file   string // the configuration file
	store  string // the default store
	folder string // what a relative path in the configuration file starts from; empty elsewhere
}

// placesOf follows the XDG base directory specification, by which a relative
// path in an XDG variable counts for nothing; Windows has folders of its own.
func placesOf(from Sources) places {
	home, config, state := from.Env("HOME"), from.Env("XDG_CONFIG_HOME"), from.Env("XDG_DATA_HOME")
	below := []string{".config", ".local/share"}
	if runtime.GOOS == "windows" {
		home, config, state = from.Env("USERPROFILE"), from.Env("AppData"), from.Env("LocalAppData")
		below = []string{"AppData/Roaming", "AppData/Local"}
	}
	p := places{home: absolute(home)}
	p.file = join(absolute(config), p.home, below[0], "operator", "config.yaml")
	p.store = join(absolute(state), p.home, below[1], "operator")
	if named := from.Env("OPERATOR_CONFIG"); named != "" {
		p.file = p.tilde(named)
	}
	if named := from.Flags.Config; named != nil {
		p.file = p.tilde(*named)
	}
	return p
}

// DataFolder is where stores are kept by default, "" if there is no home folder.
func DataFolder(env func(string) string) string {
	return placesOf(Sources{Env: env}).store
}

// Book is the configuration file.
func (from Sources) Book() Book { return Book{Path: placesOf(from).file, Formats: from.Formats} }

// Whole makes a path that somebody typed a whole one, as a flag's is: a relative
// path in the file would start from the file's folder.
func (from Sources) Whole(path string) (string, error) { return placesOf(from).expand(path, FromFlag) }

func absolute(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return ""
}

// join puts names below dir, or below home and rest if there is no dir.
func join(dir, home, rest string, names ...string) string {
	if dir == "" && home == "" {
		return ""
	}
	if dir == "" {
		dir = filepath.Join(home, filepath.FromSlash(rest))
	}
	return filepath.Join(append([]string{dir}, names...)...)
}

func folderOf(file string) string {
	if file == "" {
		return ""
	}
	return filepath.Dir(file)
}

// tilde puts the home folder in the place of a leading ~.
func (p places) tilde(path string) string {
	if rest, ok := strings.CutPrefix(path, "~"); ok && p.home != "" && (rest == "" || rest[0] == '/' || rest[0] == filepath.Separator) {
		return filepath.Join(p.home, rest)
	}
	return path
}

// expand makes a path that somebody wrote a whole one. The shell leaves the ~ of
// --store=~/x alone, and a folder named ~ is never meant.
func (p places) expand(path string, origin Origin) (string, error) {
	full := p.tilde(path)
	if strings.HasPrefix(full, "~") {
		return "", operator.Errorf(wrong(origin), "%s: the home folder of ~ is not known", path).
			WithHint("write the path out").Reason("no_home")
	}
	if p.folder != "" && !filepath.IsAbs(full) {
		full = filepath.Join(p.folder, full)
	}
	// Who reads a message in a log does not know in which folder it was said.
	whole, err := filepath.Abs(full)
	if err != nil {
		return "", operator.Wrap(operator.NoInput, err, "%s cannot be found from a folder that is gone", path).
			WithHint("write the whole path").Reason("no_folder").With("path", path)
	}
	return whole, nil
}
