package transcript

import "strings"

// entry sets what somebody wrote, with a line at its left.
func (p *printer) entry(e entry) error {
	const indent = 10
	p.y += 8
	p.need(45)
	first, top := p.last(), p.y
	p.write(p.bold, sizeBody, indent, black, e.Ref+" · "+e.Who+" · "+e.When)
	if len(e.Marks) > 0 {
		p.write(p.sans, sizeSmall, indent, grey, strings.Join(e.Marks, " · "))
	}
	if e.Title != "" {
		p.y += 2
		p.write(p.bold, sizeHead, indent, black, e.Title)
	}
	if e.Gone != "" {
		p.write(p.sans, sizeBody, indent, grey, e.Gone)
	}
	if e.Body != "" {
		p.y += 2
		p.write(p.sans, sizeBody, indent, black, e.Body)
	}
	for _, f := range e.Files {
		if err := p.file(indent, f); err != nil {
			return err
		}
	}
	for _, v := range e.Before {
		p.y += 3
		p.write(p.sans, sizeSmall, 2*indent, grey, v.Until)
		p.write(p.sans, sizeBody, 2*indent, grey, v.Body)
	}
	if e.Receipts != nil {
		p.y += 3
		p.table(indent, *e.Receipts)
	}
	for page := first; page <= p.last(); page++ {
		from, to := margin, bottom
		if page == first {
			from = top
		}
		if page == p.last() {
			to = p.y
		}
		p.Box(page, margin, from, 2, to-from, pale)
	}
	return nil
}

// file sets a file that was sent: small where it is a picture, and where it is.
func (p *printer) file(indent float64, f attached) error {
	const widest, highest = 220.0, 180.0
	if f.Small != nil {
		if !f.known {
			n, err := p.AddPhoto(f.Small)
			if err != nil {
				return err
			}
			f.known, f.number = true, n
		}
		scale := min(widest/float64(f.Width), highest/float64(f.Height), 1)
		width, height := float64(f.Width)*scale, float64(f.Height)*scale
		p.y += 4
		p.need(height + 2*sizeSmall*leading)
		p.Photo(p.last(), f.number, margin+indent, p.y, width, height)
		p.y += height + 2
	}
	p.write(p.sans, sizeSmall, indent, grey, f.Name+" · "+f.About+" · "+f.Path)
	return nil
}
