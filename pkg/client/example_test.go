package client_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/client"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// A program writes a message once, whatever the network does: the key is its own
// number for what it wants said.
func Example() {
	c, err := client.New(client.Options{
		URL:  "https://inbox.acme.example",
		Wait: 30 * time.Second,
		Token: func(context.Context) (operator.Secret, error) {
			return operator.Secret(os.Getenv("OPERATOR_TOKEN")), nil
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	defer c.Close()
	ctx := operator.WithCall(context.Background(), operator.Call{Key: "erp-inspection-4711"})
	m, err := c.SendMessage(ctx, operator.SendMessageRequest{
		Property: "MR-014", To: []operator.Ref{"buyers"}, Body: "The inspection passed.",
	})
	switch operator.CodeOf(err) {
	case "":
		fmt.Println(m.Ref)
	case operator.Busy, operator.Unknown:
		fmt.Println("try again later, with the same key:", err)
	default:
		fmt.Println("it will not help to try again:", err)
	}
}

// A list comes in pages; each says where the next begins, and the last says nothing.
func ExampleClient_ListPeople() {
	c, err := client.New(client.Options{URL: "https://inbox.acme.example", Token: func(context.Context) (operator.Secret, error) {
		return operator.Secret(os.Getenv("OPERATOR_TOKEN")), nil
	}})
	if err != nil {
		log.Fatal(err)
	}
	defer c.Close()
	req := operator.ListPeopleRequest{Kind: operator.Buyer}
	for {
		page, err := c.ListPeople(context.Background(), req)
		if err != nil {
			log.Fatal(err)
		}
		for _, p := range page.Items {
			fmt.Println(p.Ref, p.Name)
		}
		if page.Next == "" {
			break
		}
		req.Cursor = page.Next
	}
}
