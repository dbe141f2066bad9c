// Package serve is the command that has a store answer over the network.
package serve

import (
	"net/netip"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Where it answers, and how much one person may ask, where nothing else is said.
const (
	listen    = "127.0.0.1:7171"
	rateLimit = 3000
)

// New is `operator serve`.
func New(d *deps.Deps) *cobra.Command {
	req := operator.ServeRequest{}
	var trusted []string
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Answer over the network for this store",
		Long: `Answer over the network for the embedded store, until the process is told to stop
(SIGTERM, or ctrl-c): then what was begun is ended, for at most 10 seconds.

People need a token, see operator help contexts and operator login. Commands on
this machine that name the same store talk to the server by themselves, and need
none. Without TLS only this machine is answered: give --tls-cert and --tls-key,
which are read again when they change, or put a proxy that has them in front, and
name it with --trusted-proxy: otherwise all who ask through it are counted as one.
Metrics need no token, and leave this machine with TLS alone as well.

At its first start it makes operator.key beside the store, with the key that the
log of events is chained with from then on. No backup has it unless asked: keep a
copy elsewhere, for nothing can be changed without it.

Files that nothing uses any more it removes by itself, as operator workspace sweep
does. Beside the API there are /healthz, /readyz and /openapi.json. The log goes to
standard error, an object of JSON a line, without what anybody wrote. When
everything answers, where it does goes to standard output.`,
		Example: `  operator serve
  operator serve --listen 0.0.0.0:443 --tls-cert chain.pem --tls-key key.pem
  operator serve --trusted-proxy 127.0.0.1 --metrics 127.0.0.1:7172 -o json`,
		Args:              deps.Args(),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			thing := deps.Thing[operator.Serving]{Fields: fields()}
			if err := thing.Check(d); err != nil {
				return err
			}
			if req.RateLimit < 0 {
				return operator.Errorf(operator.Usage, "--rate-limit is 0 or more, not %d", req.RateLimit).Reason("out_of_range")
			}
			var err error
			if req.TrustedProxies, err = networks(trusted); err != nil {
				return err
			}
			req.Log = d.IO.Err
			req.Ready = func(s operator.Serving) error {
				if d.Sentences() {
					return d.Say("%s answers at %s", s.Store, s.URL)
				}
				return thing.Write(d, s)
			}
			return d.Serve(cmd.Context(), req)
		},
	}
	f := cmd.Flags()
	f.StringVar(&req.Listen, "listen", listen, "answer at `ADDRESS`; a port of 0 is any that is free")
	f.StringVar(&req.TLSCert, "tls-cert", "", "the certificate and those above it, in `FILE` (PEM)")
	f.StringVar(&req.TLSKey, "tls-key", "", "the certificate's key, in `FILE` (PEM)")
	f.StringVar(&req.Metrics, "metrics", "", "give metrics for Prometheus at `ADDRESS`")
	f.IntVar(&req.RateLimit, "rate-limit", rateLimit, "answer `N` requests a minute of one person, twice as many of one address; 0 is no limit")
	f.StringArrayVar(&trusted, "trusted-proxy", nil, "believe a proxy at `ADDRESS`, or in a network like 10.0.0.0/8, whom it asks for (X-Forwarded-For); can be repeated")
	return cmd
}

// networks are those that were named; an address alone is a network of one.
func networks(named []string) ([]netip.Prefix, error) {
	var all []netip.Prefix
	for _, name := range named {
		network, err := netip.ParsePrefix(name)
		if address, is := netip.ParseAddr(name); is == nil {
			network, err = netip.PrefixFrom(address.Unmap(), address.Unmap().BitLen()), nil
		}
		switch {
		case err != nil || network.Addr().Zone() != "" || network.Addr().Is4In6():
			return nil, operator.Errorf(operator.Usage, "--trusted-proxy %q is neither an address nor a network", name).
				WithHint("write it like 127.0.0.1, 10.0.0.0/8 or 2001:db8::/32").Reason("bad_network")
		case network.Bits() == 0:
			return nil, operator.Errorf(operator.Usage, "--trusted-proxy %s would believe everybody", name).
				WithHint("name the address of the proxy").Reason("bad_network")
		case network != network.Masked():
			return nil, operator.Errorf(operator.Usage, "--trusted-proxy %s is the address of one machine with the size of a network", name).
				WithHint("write %s for the network, or %s for the machine", network.Masked(), network.Addr()).Reason("bad_network")
		}
		all = append(all, network)
	}
	return all, nil
}

func fields() []render.Field[operator.Serving] {
	return []render.Field[operator.Serving]{
		{Name: "store", Title: "Store", Text: func(s operator.Serving) string { return s.Store }},
		{Name: "url", Title: "URL", Text: func(s operator.Serving) string { return s.URL }},
		{Name: "socket", Title: "Socket", Text: func(s operator.Serving) string { return operator.Value(s.Socket) }},
		{Name: "metrics", Title: "Metrics", Text: func(s operator.Serving) string { return operator.Value(s.Metrics) }},
		{Name: "version", Title: "Version", Text: func(s operator.Serving) string { return s.Version }},
	}
}
