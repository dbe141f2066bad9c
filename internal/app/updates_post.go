package app

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/event"
	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

const postAction = "update.post"

// postPlan is a post that was checked: what it says, to which homes it goes, and
// what has to be confirmed.
type postPlan struct {
	post     store.Post
	homes    []operator.PropertyID // in the order of their codes
	fill     *store.Fill           // the text is filled in for each home
	first    *store.Content        // and what it says on the first
	doubts   []string
	warnings []string
	audience []operator.HomeAudience // in a dry run
	author   operator.PersonSummary
}

// PostUpdate posts to one home in one transaction, and to many in stages.
func (a *App) PostUpdate(ctx context.Context, req operator.PostUpdateRequest) (operator.Posted, error) {
	ctx = changing(ctx, postAction)
	if res, done, err := replayOf[operator.PostUpdateRequest, operator.Posted](ctx, a, postAction, req); err != nil || done {
		if err != nil || operator.CallFrom(ctx).DryRun { // what is left of it stays so
			return res, err
		}
		return a.resume(ctx, res)
	}
	media, notes, err := a.prepareMedia(ctx, req.Attachments, req.KeepOriginal)
	if err != nil {
		return operator.Posted{}, err
	}
	plan, err := view(ctx, a, req, func(s *session, req operator.PostUpdateRequest) (postPlan, error) { return s.planPost(req, media) })
	if err != nil {
		return operator.Posted{}, err
	}
	plan.warnings = append(plan.warnings, notes...)
	if operator.CallFrom(ctx).DryRun {
		return plan.preview(), nil
	}
	if len(plan.doubts) > 0 && !req.Confirmed {
		return operator.Posted{}, operator.Errorf(operator.Usage, "%s", strings.Join(plan.doubts, "; ")).
			WithHint("say that it is meant: --yes").Reason("unconfirmed")
	}
	res, err := change(ctx, a, postAction, req, func(s *session, _ operator.PostUpdateRequest) (operator.Posted, error) {
		s.names(req.Attachments)
		return s.begin(plan)
	})
	if err != nil {
		return res, err
	}
	return a.resume(ctx, res)
}

// preview is what a dry run answers.
func (p postPlan) preview() operator.Posted {
	content := p.post.Content
	if p.first != nil {
		content = *p.first
	}
	return operator.Posted{
		Update: operator.Update{
			Scope: p.post.Scope, Title: operator.Optional(content.Title), Body: content.Body,
			Milestone: operator.Optional(p.post.Milestone), Ack: p.post.Ack, ForHome: p.post.ForHome, Homes: len(p.homes),
			Attachments: shownMedia(p.post.Content.Media), Versions: []operator.MessageVersion{}, Warnings: []string{},
			Property: p.audience[0].Property, State: stateOfPost(p.post.Target), ScheduledFor: optionalTime(p.post.At),
			CreatedAt: p.post.Created, Author: p.author, Source: p.post.Source,
		},
		Homes: len(p.homes), Audience: p.audience, Doubts: p.doubts, Warnings: p.warnings,
	}
}

func stateOfPost(state store.PostState) operator.UpdateState {
	return posted{post: store.Post{State: state}}.state()
}

func shownMedia(media []store.Media) []operator.Attachment {
	shown := make([]operator.Attachment, 0, len(media))
	for i, m := range media {
		shown = append(shown, showAttachment(i, m.File))
	}
	return shown
}

// planPost checks a post, and finds out to which homes it goes.
func (s *session) planPost(req operator.PostUpdateRequest, media []store.Media) (postPlan, error) {
	plan := postPlan{doubts: []string{}, warnings: []string{}}
	homes, scope, err := s.homesOfPost(req)
	if err != nil {
		return plan, err
	}
	plan.post, err = s.newPost(req, scope, media)
	if err != nil {
		return plan, err
	}
	for _, h := range homes {
		plan.homes = append(plan.homes, h.ID)
	}
	if plan.fill, err = s.textFor(req); err != nil {
		return plan, err
	}
	if err := s.fillPlan(&plan, homes); err != nil {
		return plan, err
	}
	if plan.author, err = s.summary(s.actor.ID); err != nil {
		return plan, err
	}
	return plan, s.checkPost(&plan, homes)
}

// newPost is the row of a post, with what was said checked.
func (s *session) newPost(req operator.PostUpdateRequest, scope operator.UpdateScope, media []store.Media) (store.Post, error) {
	p := store.Post{
		Author: s.actor.ID, Source: s.source(), Scope: scope, Milestone: strings.TrimSpace(req.Milestone), Ack: req.Ack,
		ForHome: req.ForHome, State: store.PostStaged, Target: store.PostPublished, Created: s.now, NoNotify: req.NoNotify,
		Content: store.Content{Title: strings.TrimSpace(req.Title), Body: withoutLastBreak(req.Body), Media: media},
	}
	if err := operator.CheckLine("the title", req.Title); err != nil {
		return p, err
	}
	switch req.Ack {
	case "":
		p.Ack = operator.AckNone
	case operator.AckNone, operator.AckAny, operator.AckPrimary, operator.AckAll:
	default:
		return p, operator.Errorf(operator.Usage, "no level of acknowledgement %q", req.Ack).
			WithHint("--ack none, any, primary or all").Reason("bad_ack")
	}
	if req.Draft && req.At != "" {
		return p, operator.Errorf(operator.Usage, "a draft has no time").WithHint("leave out --draft or --at").Reason("draft_and_at")
	}
	if req.Draft {
		p.Target = store.PostDraft
	}
	if req.At == "" {
		return p, nil
	}
	at, err := s.timeToCome(req.At, false)
	p.At, p.Target = at, store.PostScheduled
	return p, err
}

// withoutLastBreak takes off the one line break that editors and shells add.
func withoutLastBreak(body string) string {
	if line, ok := strings.CutSuffix(body, "\n"); ok {
		return strings.TrimSuffix(line, "\r")
	}
	return body
}

// homesOfPost finds the homes that a post goes to, in the order of their codes, as
// lists have them, and asks whether the actor may post on each.
func (s *session) homesOfPost(req operator.PostUpdateRequest) ([]home, operator.UpdateScope, error) {
	homes, scope, err := s.chooseHomes(req)
	if err != nil {
		return nil, "", err
	}
	slices.SortFunc(homes, func(a, b home) int { return cmp.Compare(operator.Fold(a.Code), operator.Fold(b.Code)) })
	homes = slices.CompactFunc(homes, func(a, b home) bool { return a.ID == b.ID })
	for _, h := range homes {
		if err := s.mayOnHome(policy.PostUpdates, h, operator.Ref(h.Code)); err != nil {
			return nil, "", err
		}
	}
	if len(homes) == 0 {
		return nil, "", operator.Errorf(operator.Invalid, "there is no home to post to").
			WithHint("operator property list").Reason("no_homes")
	}
	return homes, scope, nil
}

// chooseHomes resolves the one of the request's scopes that is given. Of a
// building, a community or a stage it takes the homes the actor may see.
func (s *session) chooseHomes(req operator.PostUpdateRequest) ([]home, operator.UpdateScope, error) {
	given := count1(len(req.Properties) > 0) + count1(req.Building != "") + count1(req.Community != "") + count1(req.Stage != "")
	if given != 1 {
		return nil, "", operator.Errorf(operator.Usage, "say to which homes, in one way").
			WithHint("--property CODE, --building B2, --community CODE or --stage STAGE").Reason("bad_scope")
	}
	switch {
	case req.Building != "":
		b, err := s.findBuilding(req.Building)
		if err != nil {
			return nil, "", err
		}
		homes, err := s.homesIn(0, b.ID, "")
		return homes, operator.ScopeBuilding, err
	case req.Community != "":
		c, err := s.findCommunity(req.Community)
		if err != nil {
			return nil, "", err
		}
		homes, err := s.homesIn(c.ID, 0, "")
		return homes, operator.ScopeCommunity, err
	case req.Stage != "":
		if !slices.Contains([]operator.Stage{operator.PreContract, operator.UnderContract, operator.Closed}, req.Stage) {
			return nil, "", operator.Errorf(operator.Usage, "no stage %q", req.Stage).
				WithHint("use pre-contract, under-contract or closed").Reason("bad_stage")
		}
		homes, err := s.homesIn(0, 0, req.Stage)
		return homes, operator.ScopeStage, err
	}
	var homes []home
	for _, ref := range req.Properties {
		h, err := s.findProperty(ref)
		if err == nil {
			err = s.mayOnHome(policy.PostUpdates, h, ref)
		}
		if err != nil {
			return nil, "", err
		}
		homes = append(homes, h)
	}
	if len(homes) > 1 {
		return homes, operator.ScopeProperties, nil
	}
	return homes, operator.ScopeProperty, nil
}

// homesIn is the homes of a community, a building or a stage that the actor may
// post on.
func (s *session) homesIn(c operator.CommunityID, b operator.BuildingID, stage operator.Stage) ([]home, error) {
	var homes []home
	for p, err := range s.r.Properties(c, b, "") {
		if err != nil {
			return nil, err
		}
		if stage != "" && p.Stage != stage {
			continue
		}
		h, err := s.home(p.ID)
		if err != nil {
			return nil, err
		}
		if policy.Decide(policy.PostUpdates, h.facts).Allowed {
			homes = append(homes, h)
		}
	}
	return homes, nil
}

// begin writes a post: for one home whole, for many with the work that is left.
func (s *session) begin(plan postPlan) (operator.Posted, error) {
	post := plan.post
	post.Homes, post.Created = len(plan.homes), s.now
	if err := s.tx.PutPost(&post); err != nil {
		return operator.Posted{}, err
	}
	work := store.Staging{Post: post.ID, Homes: plan.homes, By: s.actor.ID, Since: s.now, Fill: plan.fill}
	if err := s.stage(&post, &work); err != nil {
		return operator.Posted{}, err
	}
	res, err := s.showPosted(post)
	res.Warnings = append(res.Warnings, plan.warnings...)
	return res, err
}

// showPosted is a post by its first update, as its author sees it.
func (s *session) showPosted(post store.Post) (operator.Posted, error) {
	res := operator.Posted{Homes: post.Homes, Audience: []operator.HomeAudience{}, Doubts: []string{}, Warnings: []string{}}
	u, ok, err := s.r.Update(post.First)
	if err != nil || !ok {
		return res, err
	}
	h, err := s.home(u.Property)
	if err != nil {
		return res, err
	}
	f, err := s.feedOf(h)
	if err != nil {
		return res, err
	}
	s.posts[post.ID] = post
	res.Update, err = s.showUpdate(posted{u, post}, f)
	return res, err
}

// updateContent is what the digest of an event about an update covers.
func updateContent(c store.Content) any {
	files := make([]store.Attachment, 0, len(c.Media))
	for _, m := range c.Media {
		files = append(files, m.File)
	}
	return event.UpdateContent(c.Title, c.Body, files)
}
