package cli

// The texts of topics. Lines that begin with two blanks and name operator are
// examples: a test takes them for command lines.

const retryText = `
What is worth running again: 75 as it is, for nothing was done, and 80 with the
same --idempotency-key, for then it is done once. After 1 and 3 somebody has to
look. The others stay as they are until what they name has changed.

Under -o json an error is one object on standard error, and standard output is
empty: {"error":{"code","message","hint","details"}}. Scripts decide by the code
and details.reason, never by the message.

  operator inbox list --as nobody@acme.example -o json
`

const referencesText = `Things are named by references, in any case: c42 is C42. Most are a letter and a
number, which the program gives out and never uses again.

  person        P12, an e-mail address, or ext:KEY from another system
  property      its code, as MR-014, or ext:KEY
  community     its code, as MR
  building      B2
  transaction   T3, or the code of a home for its latest sale
  conversation  C42
  message       M1934
  update        U17

What names nothing is answered with what is nearest; what names several, with
the candidates. What a person may not see is answered as what is not there.

References are what -o id writes, one a line, and what the shell completes, with
what they stand for, as far as the acting person may see them.

  operator property show mr-014
  operator buyer show ana@mail.example
  operator conversation show C42
  operator property list --community MR -o id
`

const formattingText = `Results go to standard output, and nothing else does. -o chooses how they are
written; OPERATOR_OUTPUT and the context can choose for all commands.

  table     for people: grouped and coloured on a terminal, aligned text in a
            pipe, with the same columns
  json      an array for a list, an object for one thing
  jsonl     an object a line, as they come
  yaml      the same fields as json
  csv, tsv  the columns of the table, with a heading
  markdown  a table for documents
  html      a table for a page
  id        one reference a line

The fields of json are only ever added, every field is always there, and times
are UTC: 2026-05-01T15:04:05Z. Lengths of time are seconds, sizes are bytes,
nothing is null or an empty list. A table on a terminal shows times in the
workspace's time zone; everywhere else they are UTC.

--columns chooses columns and fields, and their order. --jq makes something else
of the JSON by a jq expression, and --template by a Go template; they need no
other program.

  operator inbox list --columns ref,participants,unread
  operator inbox list -o csv > inbox.csv
  operator property list --jq '.[] | select(.stage == "closed") | .code'
  operator property show MR-014 --template '{{.code}}: {{.stage}}'

Both get the whole result, or with -o jsonl one thing after the other, and cannot
read files or the environment. A mistake in them is found before anything is
done. --jq writes texts as they are and the rest as JSON. --template has the
functions of Go's templates and these; "\n" in quotes and braces ends a line:

  json V            V as JSON        truncate N TEXT   TEXT cut to N columns
  timeago TIME      as "3 d"         join TEXT LIST    LIST with TEXT between
  date LAYOUT TIME  as "2 Jan 2006"  pluck FIELD LIST  that field of each
  upper TEXT        lower TEXT

Text that people wrote is shown safely: what a terminal would obey is shown as
\x1b in every format that people read, in pipes too. json, jsonl, yaml, csv and
tsv hold it exactly.

Colour is for terminals, and never says anything that words do not say as well.
--no-color or NO_COLOR turns it off, CLICOLOR_FORCE=1 on. Long output on a
terminal goes through OPERATOR_PAGER, PAGER or less; --no-pager writes it out.

  operator conversation show C42 --no-pager --no-color
`

const scriptingText = `Every command can be run by a script: nothing is asked where there is no
terminal. A command that needs an answer fails with status 64 and says which
flag gives it; --yes answers confirmations. Standard output is results alone,
and -q leaves out hints and progress as well.

The exit status says what happened, and whether to run it again: see operator
help exit-codes. go run makes every status 1, so use the built program.

Make changes repeatable. With --idempotency-key a change is made once, however
often it is tried, and every repetition gets the first answer. With other content
the key is refused (68). Take a key from what you send, and not from the time.

  operator msg send -p MR-014 --to buyers -F note.md --idempotency-key note-7
  operator transaction close MR-014 --date 2026-05-01 --yes

Run again what was busy or left unknown (75 and 80), with the same key:

  until operator msg reply C42 -F note.md --idempotency-key note-8
  do case $? in 75|80) sleep 5 ;; *) break ;; esac done

--dry-run says what would change and who would see it, in the same format with
"dry_run": true, and changes nothing.

  operator msg send -p MR-014 --to home -F note.md --dry-run -o json

References are made for pipelines. -o id writes them one a line:

  operator inbox list --unread --older-than 7d -o id | xargs operator inbox star
  operator property list --stage closed -o id

Machine formats list everything. With --limit, what comes next is named on
standard error as next: CURSOR, and goes on with --cursor.

  operator conversation list --limit 500 -o jsonl

From cron, say where the store is: there is no terminal, and maybe no home
folder. Without a terminal a command waits 60 seconds for a store that is busy;
--timeout says otherwise.

  15 3 * * * OPERATOR_STORE=/srv/operator operator check -q

Text from elsewhere belongs in a file or a pipe, not on the command line:

  ./report | operator msg reply C42 -F - --idempotency-key "report-$(date +%F)"
`

const contextsText = `A command runs against a store, which is a folder on this machine, or against an
instance, at an address; and it acts as a person. What is said nearest counts:

  1. a flag            --store, --remote, --context, --as, --token-file
  2. the environment   OPERATOR_STORE, OPERATOR_REMOTE, OPERATOR_CONTEXT, …
  3. a context         the one that --context names, or the current one
  4. the default       the folder ~/.local/share/operator

A context is a named place to run against, with who acts there. It counts as a
whole: where --store names another store, the person and the token of the
context are left aside, for they belong to another place.

  operator context add office --store ~/office --as maya@acme.example
  operator context use office
  operator context list
  operator inbox list --context office
  operator context delete office

Contexts are in the configuration file: $OPERATOR_CONFIG, else
$XDG_CONFIG_HOME/operator/config.yaml, else ~/.config/operator/config.yaml.

  current-context: office
  contexts:
    office: {store: ~/office, as: maya@acme.example}

The file must belong to you, and nobody else may write it. Tokens are never in
it, nor on a command line: they come from OPERATOR_TOKEN or a file of your own.

  operator config list
  operator config path

Whoever can open a store on this machine is trusted, and can act as anybody in
it; who did is in the log. Without --as it is the administrator that init made.
`

const accessibilityText = `A program cannot find out that somebody listens to it, or reads it in braille.
Say so once: OPERATOR_ACCESSIBLE=1, or ACCESSIBLE=1 for all programs that know
it.

Then nothing is drawn, and nothing that was written is written again:

  tables      are labelled lines, one column a line, with a blank line between
              the rows
  progress    is a new line every half minute
  questions   say in words what an empty answer means
  pagers      are used only where OPERATOR_PAGER or PAGER names one

In every case: colour never says anything that a word does not say as well,
there are no symbols in the place of words, and only the terminal's own 16
colours are used, which you can choose. --no-color or NO_COLOR=1 leaves colour
out.

Every result can be had in a form that suits your tools: see operator help
formatting.

  operator inbox list -o jsonl
  operator conversation show C42 -o markdown
  operator inbox list --columns ref,participants,unread

Everything can be done without a terminal: texts come from files (-F), and --yes
answers confirmations. --editor opens the editor that you name in VISUAL.
`
