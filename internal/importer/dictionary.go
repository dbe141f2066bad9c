package importer

import (
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// dictionary is what normalised headers mean: fields, of which the first that the kind of
// the import has is meant. A header that means nothing is there too, where a part of it
// would.
type dictionary map[string][]meaning

// meaning is a field that a header means.
type meaning struct {
	field Field
	kind  operator.ImportKind // the only one that it means it for, if not empty
	rank  int                 // how good the header is for the field, 0 the best
}

// words is the dictionary: a field, and the headers that mean it, the best first;
// "field@kind" is for that kind only.
const words = `
operator_ref: operatorref
deleted_at: deletedat
code: code propertycode homecode property communitycode
property: property propertycode home homecode propertyid
buyer_id: buyerid buyerexternalid personalid contactid customerno customernumber customerid crmid purchaserid clientid
external_id: externalid externalcommunityid externalpropertyid propertyexternalid homeid inventoryid jobnumber recordid personalid contactid customerno customernumber customerid crmid buyerid clientid purchaserid
sale_id: saleid salesid salesnumber saleno salesno externalid contractno contractnumber transactionid recordid contractid agreementno agreementnumber transactionno transactionnumber

community: communitycode projectcode subdivisioncode developmentcode community associatedprojects associatedproject project projectname subdivision neighborhood neighbourhood development subdivisionname neighborhoodname neighbourhoodname developmentname
community_name: communityname community
phase: phase section tract release phasenumber phaseno phasename
building: building buildingnumber buildingno bldg bldgno bldgnumber
building@buildings: number
property@buildings: properties homes
name@buildings: name buildingname
lot: lot lotnumber lotno inventoryno inventorynumber homesite homesiteno homesitenumber unit unitno unitnumber lotunit job jobno sitenumber siteno
block: block blk blocknumber blockno
address: propertyaddress homeaddress siteaddress propertystreetaddress propertystreet propertyaddress1 propertyaddressline1 siteaddress1 lotaddress jobaddress address streetaddress street address1 addressline1 street1 line1
address2: address2 addressline2 street2 line2 propertyaddress2 propertyaddressline2
city: propertycity sitecity city town
region: propertystate propertyprovince sitestate region state stateprovince province stateregion
postcode: propertyzip propertyzipcode propertypostalcode propertypostcode sitezip sitezipcode postcode zip zipcode postalcode zippostalcode
country: country countryregion
plan: plan planname floorplan model modelname series plannumber planno plancode modelnumber modelno modelcode floorplanname houseplan housetype
elevation: elevation elev elevationname elevationcode

buyers: buyers buyerrefs
name: name fullname contactfullname buyername buyer buyers buyernames purchaser purchasers purchasername homeowner homeowners homeownername ownername ownernames customer customername client clientname homebuyer homebuyers
name@communities: name communityname community subdivision project neighborhood development subdivisionname projectname neighborhoodname neighbourhoodname developmentname neighbourhood
code@communities: communitycode projectcode subdivisioncode developmentcode
first_name: firstname givenname fname forename first
last_name: lastname surname lname familyname last
household: household householdname companyname accountname familyname
email: email emailaddress mail primaryemail emailid emailaddr personalemail
phone: phone phones phonenumber telephone tel mainphone altphone businessphone daytimephone phoneno telephonenumber telephoneno telno dayphone
mobile_phone: mobilephone mobilephonenumber cellphone cellphonenumber cell mobile cellnumber mobilenumber mobileno cellno mobilephoneno cellphoneno
home_phone: homephone homephonenumber eveningphone homephoneno evephone
work_phone: workphone workphonenumber officephone workphoneno officephoneno officephonenumber
phone_ext: ext extension phoneext phoneextension businessphoneext officephoneext workphoneext
title: title jobtitle position
role: role userrole

status: status unitstatus purchaserstatus salestatus homestatus stage salestage salesstatus contractstatus lotstatus homesitestatus propertystatus inventorystatus
price: price contractprice purchaseprice saleprice salesprice totalprice totalcontractprice sellingprice soldprice contractamount purchaseamount totalsaleprice totalsalesprice totalpurchaseprice
contract_date: contractdate saledate salesdate ratifieddate ratificationdate aosdate agreementdate ratified dateratified ratifiedon contractratified contractratifieddate contractsigned contractsigneddate signedcontractdate purchasedate purchaseagreementdate agreementofsaledate mutualacceptancedate
expected_closing: expectedclosing expectedclosingdate estimatedclosing estimatedclosingdate projectedclosing projectedclosingdate scheduledclosing scheduledclosingdate estclosing estclosingdate expectedclosedate targetclosing targetclosingdate anticipatedclosing anticipatedclosingdate estimatedclosedate projectedclosedate scheduledclosedate estclosedate expectedsettlement expectedsettlementdate estimatedsettlement estimatedsettlementdate projectedsettlement projectedsettlementdate scheduledsettlement scheduledsettlementdate estsettlement estsettlementdate expectedcoe estimatedcoe projectedcoe scheduledcoe estcoe
closing_date: closingdate closing actualclosing actualclosingdate settlementdate settlement closedate closeddate coe closeofescrow coedate actualclosedate actualsettlement actualsettlementdate actualcoe dateclosed closedon settleddate
withdrawal_date: withdrawaldate withdrawndate cancellationdate canceldate cancelleddate canceleddate dateofcancellation datecancelled datecanceled cancelledon canceledon cancelationdate withdrawnon falloutdate

body: body message text content messagetext messagebody update caption note
subject: subject
from: from author sender fromemail authoremail sentby postedby
to: to recipients recipient toemail
sent_at: sentat sent date datesent senton timestamp postedat publishedat posted createdat datetime createdon dateposted publishedon
thread: thread conversation conversationid threadid
milestone: milestone
internal: internal internalonly
`

// meaningless are headers that must fill nothing though a part of them would: where the
// buyer lives now is not the home that they buy, and a second address is not the second
// person's.
const meaningless = `operatorerror emails additionalemails secondaryemail alternateemail nametitle
mailing mailingaddress mailingstreet mailingcity mailingstate mailingstateprovince mailingzip mailingzippostalcode
mailingpostalcode mailingcountry mailingaddress1 mailingaddress2 mailingaddresszip
otherstreet othercity otherstate currentaddress currentcity currentstate currentzip
billingstreet billingcity billingstate billingzip`

// newDictionary makes the dictionary. It is made for an import and not kept, so that a
// start of the program does not pay for it.
func newDictionary() dictionary {
	d := make(dictionary, 450)
	for line := range strings.Lines(words) {
		name, headers, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		name, kind, _ := strings.Cut(name, "@")
		rank := 0
		for header := range strings.FieldsSeq(headers) {
			d[header] = append(d[header], meaning{Field(name), operator.ImportKind(kind), rank})
			rank++
		}
	}
	for header := range strings.FieldsSeq(meaningless) {
		d[header] = nil
	}
	return d
}

// candidate is what a header may mean.
type candidate struct {
	field Field
	who   int // which person of the row
	rank  int
}

// means is what a header can mean in a file of a kind, the likeliest first.
func (d dictionary) means(header string, kind operator.ImportKind, fields []field) []candidate {
	meant, who := d.find(normalHeader(header))
	if meant == nil && strings.Contains(header, "/") { // Lot/Job, Plan/Model
		for part := range strings.SplitSeq(header, "/") {
			if meant, who = d.find(normalHeader(part)); meant != nil {
				break
			}
		}
	}
	var list []candidate
	for _, m := range meant {
		has := slices.ContainsFunc(fields, func(f field) bool { return f.name == m.field })
		if has && (m.kind == "" || m.kind == kind) && (who == 0 || personal(m.field)) {
			list = append(list, candidate{m.field, who, m.rank})
		}
	}
	return list
}

// find is what a normalised header means, and of which person of the row.
func (d dictionary) find(normal string) ([]meaning, int) {
	meant, found := d[normal]
	if found {
		return meant, 0
	}
	who, rest := d.personOf(normal)
	return d[rest], who
}
