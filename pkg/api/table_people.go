package api

import "github.com/seed-34ad0ce1/operator/pkg/operator"

// The endpoints of people.
var (
	AddPerson        = change("AddPerson", "/v1/person/add", operator.Service.AddPerson, "Add somebody to the directory.")
	ListPeople       = read("ListPeople", "/v1/person/list", operator.Service.ListPeople, "List people.")
	ShowPerson       = read("ShowPerson", "/v1/person/show", operator.Service.ShowPerson, "Show a person.")
	EditPerson       = change("EditPerson", "/v1/person/edit", operator.Service.EditPerson, "Change a person's entry.")
	DeletePerson     = change("DeletePerson", "/v1/person/delete", operator.Service.DeletePerson, "Delete a person without a history.")
	DeactivatePerson = change("DeactivatePerson", "/v1/person/deactivate", operator.Service.DeactivatePerson, "Let a person do nothing any more.")
	ActivatePerson   = change("ActivatePerson", "/v1/person/activate", operator.Service.ActivatePerson, "Let a person act again.")
	MergePeople      = change("MergePeople", "/v1/person/merge", operator.Service.MergePeople, "Make two people one.")
	ErasePerson      = change("ErasePerson", "/v1/person/erase", operator.Service.ErasePerson, "Erase what tells who a person is.")
	UndoMerge        = change("UndoMerge", "/v1/person/undo", operator.Service.UndoMerge, "Take back a merge of people.")
)
