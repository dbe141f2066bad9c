package operator

// DemoRequest makes an embedded store with a made-up company in it. It is no
// request of Service: there is no store yet to ask. The same size, seed and time
// give the same company.
type DemoRequest struct {
	Folder     string `json:"folder,omitempty"`
	Properties int    `json:"properties"`
	Messages   int    `json:"messages"`
	Seed       uint64 `json:"seed"`
	// Progress is told now and then how much of the work is done; nil if nobody
	// wants to know.
	Progress func(done, total int) `json:"-"`
}

// Demo is a made-up company: where it is and how much there is of it.
type Demo struct {
	Store         string `json:"store"`
	Context       string `json:"context"`
	Communities   int    `json:"communities"`
	Properties    int    `json:"properties"`
	People        int    `json:"people"`
	Transactions  int    `json:"transactions"`
	Conversations int    `json:"conversations"`
	Messages      int    `json:"messages"`
	Events        int    `json:"events"`
}
