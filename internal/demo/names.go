package demo

// Names are fixed lists: every person and place of a demo is made of them.

var firstNames = []string{
	"Aaron", "Abigail", "Adrian", "Aisha", "Alejandro", "Alice", "Amara", "Amir", "Andrea", "Anika",
	"Anthony", "Beatriz", "Benjamin", "Brenda", "Bruno", "Caleb", "Camila", "Carlos", "Caroline", "Chen",
	"Chloe", "Christopher", "Claire", "Colin", "Dalia", "Damien", "Deborah", "Derek", "Dmitri", "Eleanor",
	"Elena", "Elijah", "Emeka", "Emily", "Erik", "Esther", "Fatima", "Felix", "Fiona", "Gabriel",
	"Grace", "Gregory", "Hana", "Hannah", "Harold", "Hector", "Helen", "Ibrahim", "Imani", "Ingrid",
	"Isaac", "Isabel", "Jamal", "Janet", "Javier", "Jenna", "Joanna", "Joel", "Jorge", "Julia",
	"Kai", "Karen", "Kenji", "Kevin", "Laila", "Laura", "Leon", "Linda", "Lucas", "Lucia",
	"Malik", "Marcus", "Margaret", "Maria", "Mateo", "Megan", "Mei", "Michael", "Miriam", "Nadia",
	"Naomi", "Nathan", "Nicole", "Nina", "Noah", "Olga", "Olivia", "Omar", "Oscar", "Pamela",
	"Patrick", "Paula", "Peter", "Priya", "Quentin", "Rachel", "Rafael", "Rebecca", "Renee", "Robert",
	"Rosa", "Ruth", "Samuel", "Sandra", "Sergio", "Simone", "Sofia", "Stephen", "Susan", "Tamar",
	"Teresa", "Thomas", "Tobias", "Valerie", "Vera", "Victor", "Wendy", "William", "Yara", "Zoe",
}

var lastNames = []string{
	"Abbott", "Acosta", "Adeyemi", "Aguilar", "Ahmed", "Alvarez", "Andersen", "Baker", "Banerjee", "Barnes",
	"Becker", "Bennett", "Bianchi", "Bishop", "Brandt", "Brooks", "Bryant", "Burke", "Campbell", "Carlson",
	"Castillo", "Chambers", "Chan", "Chavez", "Cohen", "Coleman", "Collins", "Costa", "Crawford", "Cruz",
	"Dawson", "Delgado", "Desai", "Diaz", "Dixon", "Doyle", "Duncan", "Eriksson", "Espinoza", "Evans",
	"Ferreira", "Fischer", "Fleming", "Fletcher", "Flores", "Foster", "Franklin", "Fuentes", "Gallagher", "Garcia",
	"Gibson", "Gomez", "Grant", "Greene", "Griffin", "Guerrero", "Gupta", "Haddad", "Hansen", "Harper",
	"Hayes", "Henderson", "Herrera", "Hoffman", "Holt", "Hussain", "Ibarra", "Ito", "Iyer", "Jackson",
	"Jensen", "Johansson", "Jordan", "Kapoor", "Keller", "Kennedy", "Khan", "Kim", "Klein", "Kowalski",
	"Lambert", "Larsen", "Lawson", "Lee", "Lopez", "Lowe", "Lynch", "MacDonald", "Maldonado", "Marsh",
	"Martin", "Mbeki", "McCarthy", "Mehta", "Mendoza", "Meyer", "Miller", "Molina", "Moreau", "Morgan",
	"Murphy", "Nakamura", "Nguyen", "Nolan", "Novak", "O'Brien", "Okafor", "Olsen", "Ortega", "Osei",
	"Owens", "Palmer", "Park", "Patel", "Pearson", "Pereira", "Perkins", "Petrov", "Pham", "Porter",
	"Quinn", "Ramirez", "Reed", "Reyes", "Riley", "Rivera", "Rossi", "Russo", "Salazar", "Santos",
	"Sato", "Schmidt", "Serrano", "Shah", "Silva", "Singh", "Soto", "Stein", "Sullivan", "Suzuki",
	"Tanaka", "Taylor", "Torres", "Tran", "Turner", "Underwood", "Valdez", "Vargas", "Vogel", "Wagner",
	"Walsh", "Watanabe", "Weber", "Whitaker", "Wolfe", "Wong", "Yamada", "Young", "Zamora", "Zhang",
}

// The names of communities are an entry of each list. The first pairs are those
// of a small demo.
var (
	placeFirst = []string{
		"Maple", "Oak", "Willow", "Cedar", "Stone", "Prairie", "Silver", "Heron", "Amber", "Fox",
		"Juniper", "Aspen", "Copper", "Meadow", "Eagle", "River", "Sage", "Birch", "Golden", "Cotton",
		"Harvest", "Timber", "Granite", "Lark", "Orchard", "Pine", "Quail", "Rose", "Sunset", "Walnut",
	}
	placeLast = []string{
		"Ridge", "Creek", "Bend", "Point", "Gate", "Crossing", "Springs", "Landing", "Fields", "Hollow",
		"Grove", "Meadows", "Terrace", "Commons", "Heights", "Run", "Park", "Valley", "Trace", "Village",
		"Mill", "Glen", "Knoll", "Station", "Bluff", "Haven", "Reserve", "Farms", "Lakes", "Green",
	}
	placeMore = []string{"", "North", "South", "East", "West"}
)

type town struct{ city, postcode string }

var towns = []town{
	{"Longmont", "80501"},
	{"Erie", "80516"},
	{"Thornton", "80602"},
	{"Loveland", "80537"},
	{"Parker", "80134"},
	{"Castle Rock", "80104"},
	{"Brighton", "80601"},
	{"Windsor", "80550"},
	{"Littleton", "80127"},
	{"Aurora", "80016"},
}

const region = "CO"

var streets = []string{
	"Bluestem Way", "Larkspur Lane", "Kestrel Drive", "Sandstone Court", "Wheatfield Avenue", "Chokecherry Street",
	"Tanager Place", "Sundance Circle", "Old Mill Road", "Yarrow Lane", "Pronghorn Drive", "Cloverleaf Court",
	"Hawthorn Street", "Indigo Trail", "Marigold Avenue", "Northfork Way",
}

// A plan is a house as it is in the catalogue.
type floorPlan struct {
	name  string
	price int // in dollars
}

var plans = []floorPlan{
	{"The Aspen", 429_900},
	{"The Birch", 464_900},
	{"The Columbine", 489_900},
	{"The Dogwood", 512_900},
	{"The Elm", 548_900},
	{"The Fir", 579_900},
	{"The Gambel", 618_900},
	{"The Hawthorne", 664_900},
}

var attached = []floorPlan{
	{"The Terrace", 339_900}, {"The Garden", 359_900}, {"The Loft", 384_900}, {"The Corner", 409_900},
}

var (
	lenders   = []string{"Front Range Lending", "Summit Home Loans", "Blue Spruce Bank", "Pikes Mortgage", "First Prairie Credit Union"}
	agencies  = []string{"Keystone Realty", "High Plains Homes", "Mile Marker Realty", "Columbine Property Group"}
	lawyers   = []string{"Hale and Porter", "Whitlock Title", "Dunmore Legal"}
	mailHosts = []string{"mail.example", "post.example", "inbox.example", "letters.example"}
	areaCodes = []string{"303", "720", "970", "719"}
)
