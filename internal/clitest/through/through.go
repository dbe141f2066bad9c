// Package through leads the commands of a script through a server that the script does
// not name. Before each command, the operator that scripts run asks the keeper of the
// script for a server that answers for the command's store; the command knows nothing of it.
package through

import (
	"context"
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/config"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// KeeperVariable is where the keeper of a script answers, and WayVariable how commands
// reach the server. Without a keeper they work on the store itself.
const (
	KeeperVariable = "CLITEST_KEEPER"
	WayVariable    = "CLITEST_THROUGH"
)

// The ways to a server.
const (
	Socket  = "socket"
	Network = "network"
)

// Token lets scripts do over the network what they do without it: whatever they like,
// and in anybody's name.
const Token = "optk_CliTestCliTestCliTestCliTestCliTestCliTest01"

// Wish is what the operator of a script asks the keeper for. It gets an
// [operator.Serving], which is of nothing where no server is to answer, or none can.
type Wish struct {
	Store string // a server for this one
	Now   string // the time that it has; it stands still, as in the script
	Free  bool   // no server, for a command that needs the store for itself
	Token bool   // the server knows Token
}

// needStore are the commands that need a store that is there for themselves. No server
// has it open when a script gives one of them. What makes a store is not among them.
var needStore = map[string]string{
	"audit rekey": "begins a key in a file beside the store",
	"compact":     "writes the database anew, in the place of the old one",
	"import all":  "puts an archive in the place of a store in which nothing was done yet",
}

// stayHere are the commands that over the network are not asked of the server, because
// they are about this machine. Of an instance they say that they are local (64).
var stayHere = map[string]string{
	"audit rekey": "is about a file beside the store",
	"demo":        "makes a store, of made-up things",
	"init":        "makes a store",
	"restore":     "makes a store, of a backup",
	"serve":       "is a server",
	"config":      "is about the configuration of this machine",
	"context":     "is about the configuration of this machine",
	"login":       "is refused for a store, and an instance is named where it is meant",
	"logout":      "is refused for a store, and an instance is named where it is meant",
}

// Arguments is what the operator of a script does before a command: it has a server
// answer for the store that the command means. Over the network it gives another command
// line, and sets an environment, that name the server in the place of the store.
func Arguments(args []string) ([]string, error) {
	at, way := os.Getenv(KeeperVariable), os.Getenv(WayVariable)
	if at == "" {
		return args, nil
	}
	c, err := config.Load(config.Sources{Env: os.Getenv, Flags: flagsIn(args), MayMake: true})
	if err != nil || c.Store == "" {
		return args, nil // which the command says, or it is about an instance
	}
	store, err := filepath.Abs(c.Store)
	if err != nil {
		return args, err
	}
	free := oneOf(needStore, args)
	is, err := ask(at, Wish{Store: store, Now: os.Getenv("OPERATOR_NOW"), Free: free, Token: way == Network})
	if err != nil || way != Network || is.URL == "" || free || oneOf(stayHere, args) || c.Context != "" {
		return args, err
	}
	for name, value := range map[string]string{"OPERATOR_STORE": "", "OPERATOR_REMOTE": is.URL, "OPERATOR_TOKEN": Token, "OPERATOR_TOKEN_FILE": ""} {
		if err := os.Setenv(name, value); err != nil {
			return args, err
		}
	}
	return withoutStore(args), nil
}

func ask(at string, w Wish) (is operator.Serving, err error) {
	asks, err := (&net.Dialer{}).DialContext(context.Background(), "unix", at)
	if err != nil {
		return is, err
	}
	defer asks.Close()
	if err := json.NewEncoder(asks).Encode(w); err != nil {
		return is, err
	}
	return is, json.NewDecoder(asks).Decode(&is)
}

// flagsIn finds what says where a command runs in its command line.
func flagsIn(args []string) (f config.Flags) {
	for name, into := range map[string]**string{"store": &f.Store, "remote": &f.Remote, "context": &f.Context, "config": &f.Config} {
		for i, arg := range args {
			if value, ok := strings.CutPrefix(arg, "--"+name+"="); ok {
				*into = &value
			} else if arg == "--"+name && i+1 < len(args) {
				*into = &args[i+1]
			}
		}
	}
	return f
}

// withoutStore is a command line that names no store.
func withoutStore(args []string) []string {
	var left []string
	for i := 0; i < len(args); i++ {
		switch {
		case args[i] == "--store":
			i++
		case strings.HasPrefix(args[i], "--store="):
		default:
			left = append(left, args[i])
		}
	}
	return left
}

// oneOf says whether a command line is of one of the commands.
func oneOf(commands map[string]string, args []string) bool {
	line := strings.Join(args, " ") + " "
	for command := range commands {
		if strings.HasPrefix(line, command+" ") {
			return true
		}
	}
	return false
}
