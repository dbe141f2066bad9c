package demo

// What people talk about. Each topic is pairs of what one side says and what the
// other answers, in any order but for the first. Words in braces are filled in
// by words.go.

type topic struct {
	subject  string
	when     season
	us       role // who of the team has it
	with     role // who from outside beside the buyers; nobody if empty
	internal bool
	labels   string
	files    []int // of documents, what may be attached
	pairs    []pair
}

// pair is something said, and the answer. The buyers speak first unless it is
// ours. In internal talk both are of the team.
type pair struct {
	say, answer string
	ours        bool
}

// season is the time in the life of a home that a topic belongs to.
type season uint8

const (
	before  season = iota // no sale yet
	fresh                 // the first weeks of a contract
	rising                // while it is built
	handing               // around the closing
	living                // after it
	seasons
)

type role uint8

const (
	noRole role = iota
	roleSales
	roleManager
	roleSuper
	roleClosing
	roleWarranty
	roleBank
	roleAgent
	roleAttorney
)

var topics = [...]topic{
	{"Kitchen selections", fresh, roleSales, noRole, false, "selections", []int{filePDFSelections, fileKitchen}, []pair{
		{"We went back and forth all weekend and would like the {colour} cabinets after all. Is it too late to change?", "Not too late. The order goes out on {day}, so I will swap the cabinets to {colour} today and send the new sheet.", false},
		{"Could the island be {n} inches longer? We keep bumping into each other in the model home.", "I asked purchasing: a longer island works with the {plan}, and it adds ${amount}. Shall I put it on the sheet?", false},
		{"Your design appointment is booked for {day} at {time}. Please bring the signed selection sheet if you can.", "We will be there on {day}, and the sheet is nearly filled in.", true},
		{"Is the quartz sample in the showroom the same lot that goes into our kitchen?", "Same maker and same colour, though every slab differs a little. You can look at yours at the yard on {day}.", false},
		{"The sheet says brushed nickel for the pulls, but we agreed on black.", "You are right, that was my mistake. It is corrected to black now.", false},
	}},
	{"Appraisal and loan", fresh, roleClosing, roleBank, false, "financing", []int{filePDFChecklist}, []pair{
		{"Do you need anything else from us for the loan file?", "Only the two latest pay slips. Everything else for {code} is complete.", false},
		{"The appraiser would like to walk the lot on {day} at {time}. Is the gate open then?", "Yes, the gate opens at seven. I have told the superintendent to expect the appraiser.", false},
		{"The rate lock runs out in {n} days. Please tell us by {day} whether you want to extend it.", "Thank you for the reminder. We would like to extend it by two weeks.", true},
		{"The appraisal came in at the contract price. Is that good news?", "It is. The lender can go on with underwriting, and nothing is needed from you this week.", false},
	}},
	{"Visit to the site", rising, roleSuper, noRole, false, "visit", []int{fileFraming, fileFoundation}, []pair{
		{"Could we come by on {day} around {time}? My parents are in town and would love to see it.", "{day} at {time} is fine. Please wear closed shoes, and I will have hard hats for everybody.", false},
		{"Is it safe to walk upstairs yet?", "The stairs go in on {day}. Until then please stay on the ground floor.", false},
		{"We drove past and the {room} window looks smaller than on the drawing.", "I measured it this morning and it is to plan. The brick mould is not on yet, which makes it look small.", false},
		{"A few photos from this week are attached. The crew is ahead of schedule.", "It is really happening! Thank you for sending these.", true},
		{"May we leave a note inside one of the walls before the drywall goes up?", "Please do, many families here have. Be there before {day}, and bring a thick marker.", false},
	}},
	{"Change order: {item}", rising, roleManager, noRole, false, "change-order", []int{filePDFChange}, []pair{
		{"We would like to add the {item} we talked about. What would that cost?", "For {code} the {item} comes to ${amount}, installed. It does not move the schedule if you sign by {day}.", false},
		{"The change order for the {item} is attached. Please sign it by {day}, or the crew goes on without it.", "Signed and sent back just now. Please confirm that you have it.", true},
		{"Is the price for the {item} with tax?", "It is: ${amount} is all there is to pay.", false},
		{"If we skip the {item} now, can it be done after we move in?", "It can, but opening the wall later costs about twice as much. I would do it now.", false},
		{"Does this change need a new drawing?", "Only a note on the electrical sheet. The inspector was fine with that.", false},
	}},
	{"When can we move in?", rising, roleManager, noRole, false, "schedule", nil, []pair{
		{"Our lease ends on the {date}. Is there any chance the house is ready by then?", "It will be close. The {trade} finish in {n} days, and after that I can give you a firm date.", false},
		{"The rain cost us {n} days, so the {trade} start on {day}. The closing date stays as it is.", "Thank you for telling us early. We can live with that.", true},
		{"We have to book the movers. Which week would you bet on?", "The week of the {date}. If that slips I will call you myself.", false},
		{"Has the final inspection been scheduled?", "It is asked for, and the city usually comes within {n} days.", false},
	}},
	{"Walkthrough list", handing, roleSuper, noRole, false, "walkthrough", []int{fileKitchen, fileWall}, []pair{
		{"From our walk on {day}: the {room} door sticks, and there is a scratch on the {colour} counter.", "Both are on the list. The painter and the counter crew come on {day}.", false},
		{"Everything on the list is done but the {item}, which is on order.", "That was quick. We will look at it on {day}.", true},
		{"The outlet next to the {room} window has no power.", "It was a tripped breaker in the garage. It works now, and I have labelled the panel.", false},
		{"Could somebody touch up the paint in the {room}?", "Done this afternoon. Let it dry until tomorrow, please.", false},
		{"Is the garage remote in the house, or do we get it at the closing?", "Both remotes are in the top drawer of the kitchen, with the manuals.", false},
	}},
	{"Closing appointment", handing, roleClosing, roleAttorney, false, "closing", []int{filePDFChecklist}, []pair{
		{"Your closing is set for {day} at {time}. Please bring a photo ID, and wire the funds the day before.", "We have it in the calendar. May we wire from two accounts?", true},
		{"Can one of us sign from abroad?", "Yes, with a power of attorney. The attorney in this conversation can prepare it by {day}.", false},
		{"The settlement statement is attached for your review. The balance due is ${amount}.", "We went through it and it matches our notes.", true},
		{"Which documents should the insurance company send you?", "Only the binder, with the address of {code} on it: {street}.", false},
	}},
	{"Keys and utilities", handing, roleClosing, noRole, false, "closing", nil, []pair{
		{"When should we move the electricity into our name?", "On the day of the closing. Ours ends at midnight, so there is no gap.", false},
		{"How many keys do we get, and is there one for the mailbox?", "Four for the house and two for the mailbox. They are all in the envelope.", false},
		{"The water account needs {n} days. Please call the city before {day}.", "Done, the account is open from the {date}.", true},
	}},
	{"Warranty: {item}", living, roleWarranty, noRole, false, "warranty", []int{fileWall}, []pair{
		{"The {item} has stopped working since the weekend. Could somebody have a look?", "I am sorry about that. A technician can be with you on {day} between {time} and noon.", false},
		{"There is a hairline crack above the {room} door. Photo attached.", "That is the house settling, which is normal in the first year. We fill and paint all of them at the eleven-month visit.", false},
		{"The technician came, but the part is missing. When is the next visit?", "The part arrives in {n} days, and you are first on the list for {day}.", false},
		{"Your {item} was repaired today. Please tell us if anything is still wrong.", "It works again. Thanks for the quick help!", true},
		{"Is the {item} covered after the first year?", "It is covered for two years. The sheet in your folder lists what is covered for how long.", false},
	}},
	{"Fence and garden", living, roleManager, noRole, false, "garden", []int{filePDFPlan, fileFront}, []pair{
		{"We are thinking of a fence along the back. Which height is allowed?", "Up to six feet behind the house. The guidelines are attached, and the form takes about {n} days.", false},
		{"The sod near the driveway is turning yellow. Are the sprinklers set right?", "They ran at night only. I have set them to twice a day until the {date}.", false},
		{"May we plant a tree next to the sidewalk?", "Yes, from the list of the community. Please keep {n} feet from the water line.", false},
	}},
	{"Your agent's questions", fresh, roleSales, roleAgent, false, "", []int{filePDFPlan}, []pair{
		{"My clients ask whether lot {n} behind them stays open space.", "It does: it belongs to the park district and cannot be built on. The site plan is attached.", false},
		{"Could you send the list of what is standard in the {plan}?", "It is on its way to you now. The upgrades they chose are marked in {colour}.", false},
		{"The earnest money receipt is attached. Please file it with the contract.", "Filed, thank you.", false},
		{"My clients are away until {day}. May I sign the lot hold for them?", "Only with a letter from them, I am afraid. It can wait until {day}.", false},
	}},
	{"", rising, roleSuper, noRole, false, "", []int{fileFraming, fileRoof, fileFoundation}, []pair{
		{"Good week on {street}: the {trade} are done and the inspector signed off on {day}.", "That is wonderful to hear, thank you all!", true},
		{"Next up at {code}: the {trade}, from {day} on. It will be loud before {time}.", "Good to know. We will stop by in the evening instead.", true},
		{"Who do we ask about the colour of the front door?", "Me, and I pass it on. You have until {day} to decide.", false},
		{"The office is closed on the {date}. For anything urgent please call the number in your folder.", "Thanks for letting us know.", true},
	}},
	{"{trade}: crew and dates", rising, roleManager, noRole, true, "schedule", nil, []pair{
		{"The {trade} want to start at {code} on {day}. Are we ready for them?", "Ready. The {room} has to be swept first, and I will see to it.", true},
		{"They are two people short this week. I would move {code} back by {n} days.", "Agreed, but then I must tell the buyers today.", true},
		{"Who signs the time sheet for the {trade}?", "I do, every {day}.", true},
		{"Their invoice is ${amount} over the order. Do you know why?", "They fixed the {room} twice. I will talk to them.", true},
	}},
	{"Inspection", rising, roleSuper, noRole, true, "inspection", []int{fileWall, fileFraming}, []pair{
		{"The inspector failed us on the {room}: two nail plates are missing.", "I have plates in the truck. Ask for the new inspection on {day}, please.", true},
		{"Passed this morning, no remarks. Insulation can start.", "Good. I will move the {trade} up to {day}.", true},
		{"Does {code} need its own permit for the {item}?", "No, it is on the main permit. I checked with the city.", true},
	}},
	{"Price and incentives", before, roleSales, noRole, true, "pricing", nil, []pair{
		{"A family has asked about {code} three times now. May I offer ${amount} towards the closing costs?", "Yes, up to that, if they sign by {day}.", true},
		{"The {plan} sold faster than we thought. Should we raise {code}?", "By two thousand from the {date} on. Please update the sheet.", true},
		{"Is {code} still free? The web page says so.", "Free since {day}. I will put the sign back.", true},
		{"How many people came to the model home on {day}?", "About {n}, and two of them asked for {code}.", true},
	}},
	{"Lot and permit", before, roleManager, noRole, true, "permit", []int{filePDFPlan}, []pair{
		{"The survey of {code} shows the water line {n} feet off. Can we still place the {plan}?", "We can, if the garage moves to the left. The drawing is being changed.", true},
		{"The permit for {code} is in. Excavation on {day}?", "{day} works, and the machine is next door anyway.", true},
		{"The soil report asks for a deeper footing on this one.", "Noted. That is about ${amount} more in concrete.", true},
	}},
	{"", before, roleSuper, noRole, true, "", []int{fileFoundation}, []pair{
		{"Starting a thread for all of us on {code}. The stakes are out, please do not move them.", "Got it, thanks.", true},
		{"Delivery for {code} comes on {day} before {time}. Who can sign?", "I am on site all morning.", true},
		{"Somebody left the gate open at {street} last night.", "That was the {trade}. I have spoken to them.", true},
	}},
	{"Deliveries", rising, roleSuper, noRole, true, "purchasing", nil, []pair{
		{"The {item} for {code} arrived with a dent. Sending it back?", "Yes, and order another one today. We have {n} days of slack.", true},
		{"Trusses are on the truck for {day} at {time}. Is the crane booked?", "Booked, and the street is closed until noon.", true},
		{"We are {n} sheets short in the {room}.", "I will bring them over from the lot next door.", true},
	}},
	{"Handing over to warranty", living, roleWarranty, noRole, true, "warranty", nil, []pair{
		{"{code} closed. Anything open that I should know about?", "Only the {item}, which comes in {n} days. The buyers know.", true},
		{"They have called three times about the {room}. Please let us go together on {day}.", "I will be there at {time}.", true},
		{"Is the {item} on our account or on the maker's?", "The maker's. I have sent them the claim over ${amount}.", true},
	}},
}

// smallTalk goes on where a topic has nothing more to say.
var smallTalk = []pair{
	{"Just checking in on this. Is there any news?", "Nothing new yet. I have asked again and expect an answer by {day}.", false},
	{"Thank you, that helps a lot.", "You are welcome. Ask whenever something comes up.", false},
	{"Could you call me about this? Any time after {time} is fine.", "I will call you on {day}.", false},
	{"One more thing: who will be on site on {day}?", "I will be, from seven to four.", false},
	{"We talked it over and would like to leave it as planned.", "Good, then nothing changes. I have noted it.", false},
	{"Sorry for the late answer, we were travelling.", "No harm done, there is still time until {day}.", false},
	{"I wanted to let you know that {day} still stands.", "Perfect, see you then.", true},
	{"Please have a look at the attached when you have a minute.", "Looked at it, and it is fine with us.", true},
}

var shopTalk = []pair{
	{"Any news here?", "Not yet. I will ask again on {day}.", true},
	{"Can you take this one? I am at another site until {time}.", "Sure, I will go by after lunch.", true},
	{"Done.", "Great, thanks.", true},
	{"Let us go over it in the {day} meeting.", "It is on the list.", true},
	{"Please put the number on the sheet as well.", "It is there now: ${amount}.", true},
	{"Do the buyers know?", "I told them this morning.", true},
}
