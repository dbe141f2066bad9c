package operator

import "time"

// Limits of what the service takes. Each has a test at the limit and one past it.
const (
	MaxBody        = 64 << 10  // bytes of a message's body
	MaxLine        = 200       // characters of a name, a subject, a label or a code
	MaxAttachments = 20        // files in one message
	MaxAttachment  = 25 << 20  // bytes of one attached file
	MaxVideo       = 500 << 20 // bytes of one video of an update
	MaxUploads     = 100       // files of one person that nothing names yet
	// MaxUploadBytes is the most bytes of these: those of the largest update there can be.
	MaxUploadBytes  = MaxAttachments * MaxVideo
	MaxImagePixels  = 50_000_000
	MaxVariables    = 100                 // variables of a template
	MaxLabels       = 50                  // labels of a conversation
	MaxCodes        = 100                 // codes that a home had before
	MaxEdits        = 200                 // edits of a message or an update
	MaxEditBytes    = 2 << 20             // bytes of all that a message or an update said before
	MaxPlanned      = 5000                // messages of one person that are planned
	MaxPlannedBytes = 8 << 20             // bytes of these
	MaxTokens       = 500                 // tokens of one person that are good
	MaxNamed        = 10_000              // things that one list of a request names
	MaxPage         = 500                 // rows of one page of a list
	MaxPageBytes    = 2 << 20             // bytes of the rows of a page of more than 20, but for the last of them
	DefaultPage     = 50                  // rows of a page where no limit is given
	MaxKey          = 255                 // bytes of an idempotency key
	MaxParticipants = 500                 // people in one conversation
	KeyLife         = 30 * 24 * time.Hour // how long an idempotency key is kept
	BlobGrace       = 24 * time.Hour      // how long an unused file is kept
)

// Limits of an imported file.
const (
	MaxImport        = 512 << 20 // bytes of the file
	MaxImportSheet   = 64 << 20  // bytes of an XLSX file, unzipped
	MaxImportRows    = 2_000_000
	MaxImportColumns = 256
	MaxImportCell    = 32 << 10 // bytes of a cell; a message's body has MaxBody
	MaxImportRecord  = 1 << 20  // bytes of a row
)
