// Command pocketbase is PocketBase with a collection of messages, as a peer of a benchmark.
// It is a module of its own: nothing else here needs PocketBase.
//
//	pocketbase FOLDER ADDRESS
package main

import (
	"log"
	"os"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// pragmas are PocketBase's own, but for synchronous: a message that was acknowledged is to
// survive a power cut, as ours does.
const pragmas = "?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=journal_size_limit(200000000)" +
	"&_pragma=synchronous(FULL)&_pragma=foreign_keys(ON)&_pragma=temp_store(MEMORY)&_pragma=cache_size(-32000)"

func main() {
	if err := serve(os.Args[1], os.Args[2]); err != nil {
		log.Fatal(err)
	}
}

// serve lets everybody write and list messages: nobody signs in.
func serve(folder, address string) error {
	app := pocketbase.NewWithConfig(pocketbase.Config{
		DefaultDataDir: folder,
		DBConnect:      func(path string) (*dbx.DB, error) { return dbx.Open("sqlite", path+pragmas) },
	})
	if err := app.Bootstrap(); err != nil {
		return err
	}
	if err := app.RunAllMigrations(); err != nil {
		return err
	}
	messages := core.NewBaseCollection("messages")
	messages.Fields.Add(&core.TextField{Name: "conversation"}, &core.TextField{Name: "author"}, &core.TextField{Name: "body"})
	messages.CreateRule, messages.ListRule = types.Pointer(""), types.Pointer("")
	if err := app.Save(messages); err != nil {
		return err
	}
	return apis.Serve(app, apis.ServeConfig{HttpAddr: address})
}
