package servicetest

import (
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/media/mediatest"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func checkTests() []test {
	return []test{
		{"PhotosHaveWordsBesideThem", testCaption},
	}
}

func testCaption(t *testing.T, w *World) {
	c := newCast(t, w)
	post := func(req operator.PostUpdateRequest) error {
		req.Properties = []operator.Ref{c.home}
		req.Attachments = []operator.NewAttachment{c.upload(c.assigned, "slab.jpg", mediatest.JPEG(40, 30, nil, 0))}
		_, err := w.PostUpdate(c.as(c.assigned), req)
		return err
	}
	for _, body := range []string{"", " \n"} {
		refused(t, post(operator.PostUpdateRequest{Body: body}), operator.Invalid, "caption_empty")
	}
	must(t)(nil, post(operator.PostUpdateRequest{Body: "The slab."}))
	must(t)(nil, post(operator.PostUpdateRequest{Title: "The slab"}))
	newest := uref(get(w.ListUpdates(c.as(c.assigned), operator.ListUpdatesRequest{}))(t).Items[0].Ref)
	_, err := w.EditUpdate(c.as(c.assigned), operator.EditUpdateRequest{Update: newest, Title: ptr(""), Body: ptr("")})
	refused(t, err, operator.Invalid, "caption_empty")
}
