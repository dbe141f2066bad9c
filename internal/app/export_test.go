package app

// Sentences is the words for every action, for tests.
var Sentences = sentences
