package app

func (r *importRow) messageRow() error { return nil }

func (r *importRow) updateRow() error { return nil }
