package cli

// importingText is what an office must know that brings in its lists.
const importingText = `An import takes a file as it comes out of a CRM, an ERP or a spreadsheet:

  operator import homes homes.csv --dry-run     see what would change
  operator import homes homes.csv               do it
  operator import undo I3                       take it back

KIND is homes (a home, its buyers and its sale in one row), properties, buyers,
team, contacts, communities, buildings, transactions, messages or updates. The
file is CSV (any delimiter and encoding), XLSX or JSONL; - is standard input.

COLUMNS are matched by their headers: "Job #", "Lot", "Buyer 2 Email" are known.
What is matched to what, and what is not read, stands in the report. --map says it
yourself, --save-mapping keeps it for the next time:

  operator import properties erp.csv --map "Job #=code" --save-mapping erp
  operator import properties erp.csv --mapping erp
  operator import template properties           a file to fill in

WHO IS WHO. A row is about what is there already if the external id is the same,
else the code, else community and lot (9, 009 and Lot 9 are one); of people, else
e-mail and name, else phone and name. Two people may share an e-mail. Otherwise it
is new. The same file again changes nothing; a blank cell never erases.

WHAT DIFFERS becomes what the file says. --on-conflict says otherwise: fill only
what is empty, skip the row, or error; for one field with --on-conflict plan=fill.
An e-mail or a phone of a person changes only with --allow-identity-changes. A new
buyer on a home under contract, or a sale that is withdrawn in the file and not
here, is for a person to decide: the row is rejected.

WRONG ROWS stop everything before the first is written: the status is 65. They are
in the report, and with --rejects FILE in a file of their own, which can be mended
and imported. --partial imports the others, with status 3. FILE must not be there
yet: what nobody has mended is never lost. So give it a name of its own each night.

ALL OR NOTHING. Others see none of an import or all of it. If it is killed, run the
same command again. Nobody is invited or told, unless --invite says so.

  30 2 * * *  operator import homes homes.csv --rejects "wrong-$(date +\%F).csv"
`
