package client

import (
	"context"

	"github.com/seed-34ad0ce1/operator/pkg/api"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// AddPerson asks the instance to add somebody to the directory.
func (c *Client) AddPerson(ctx context.Context, req operator.AddPersonRequest) (operator.Person, error) {
	return call(ctx, c, api.AddPerson, req)
}

// ListPeople asks the instance to list people.
func (c *Client) ListPeople(ctx context.Context, req operator.ListPeopleRequest) (operator.Page[operator.Person], error) {
	return call(ctx, c, api.ListPeople, req)
}

// ShowPerson asks the instance to show a person.
func (c *Client) ShowPerson(ctx context.Context, req operator.ShowPersonRequest) (operator.Person, error) {
	return call(ctx, c, api.ShowPerson, req)
}

// EditPerson asks the instance to change a person's entry.
func (c *Client) EditPerson(ctx context.Context, req operator.EditPersonRequest) (operator.Person, error) {
	return call(ctx, c, api.EditPerson, req)
}

// DeletePerson asks the instance to delete a person without a history.
func (c *Client) DeletePerson(ctx context.Context, req operator.PersonRequest) (operator.Person, error) {
	return call(ctx, c, api.DeletePerson, req)
}

// DeactivatePerson asks the instance to let a person do nothing any more.
func (c *Client) DeactivatePerson(ctx context.Context, req operator.PersonRequest) (operator.Person, error) {
	return call(ctx, c, api.DeactivatePerson, req)
}

// ActivatePerson asks the instance to let a person act again.
func (c *Client) ActivatePerson(ctx context.Context, req operator.PersonRequest) (operator.Person, error) {
	return call(ctx, c, api.ActivatePerson, req)
}

// MergePeople asks the instance to make two people one.
func (c *Client) MergePeople(ctx context.Context, req operator.MergePeopleRequest) (operator.Person, error) {
	return call(ctx, c, api.MergePeople, req)
}

// ErasePerson asks the instance to erase what tells who a person is.
func (c *Client) ErasePerson(ctx context.Context, req operator.ErasePersonRequest) (operator.Erasure, error) {
	return call(ctx, c, api.ErasePerson, req)
}

// UndoMerge asks the instance to take back a merge of people.
func (c *Client) UndoMerge(ctx context.Context, req operator.PersonRequest) (operator.Person, error) {
	return call(ctx, c, api.UndoMerge, req)
}
