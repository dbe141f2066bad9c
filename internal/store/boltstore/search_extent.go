package boltstore

import (
	bolt "go.etcd.io/bbolt"

	"github.com/seed-34ad0ce1/operator/internal/search"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func (r reader) SearchExtent(terms []store.Term) (store.SearchExtent, error) {
	var e store.SearchExtent
	upTo, err := r.indexedUpTo(ofMessages)
	if err != nil {
		return e, err
	}
	e.UpTo = operator.MessageID(upTo)
	places, err := r.messagePlaces()
	if err != nil {
		return e, err
	}
	last := highest(places)
	talks, err := conversations.own(r.tx)
	if err != nil {
		return e, err
	}
	e.Messages, e.Conversations, e.Found = int(last), int(talks.Sequence()), int(last)
	if len(terms) == 0 || upTo == 0 {
		return e, nil
	}
	b, err := r.words()
	if err != nil {
		return e, err
	}
	found := 0
	for chunk := range chunksDown(b, ofMessages, chunkOf(upTo)) {
		found += fewest(b, chunk, terms)
	}
	e.Found = found + int(last-min(last, upTo))
	return e, nil
}

// fewest is about how many numbers the rarest of the terms has in a chunk: a byte
// is one, mostly.
func fewest(b *bolt.Bucket, chunk uint64, terms []store.Term) int {
	least, prefix := chunkSize, wordsOf(ofMessages, chunk)
	for _, t := range terms {
		if !t.Prefix {
			least = min(least, len(b.Get(key(prefix, exact(search.Key(t.Word))))))
			continue
		}
		all := 0
		for _, packed := range forward(b, key(prefix, []byte(search.Key(t.Word))), nil) {
			if all += len(packed); all >= least {
				break
			}
		}
		least = min(least, all)
	}
	return least
}
