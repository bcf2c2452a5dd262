package path

import "strings"

// knownBases are the data types of R4 (datatypes.html) and what they specialise,
// for expressions compiled without a model.
var knownBases = readBases(`
Element
string:Element code:string id:string markdown:string
uri:Element url:uri canonical:uri uuid:uri oid:uri
integer:Element positiveInt:integer unsignedInt:integer integer64:Element
boolean:Element decimal:Element date:Element dateTime:Element instant:Element time:Element base64Binary:Element xhtml:Element
Quantity:Element Age:Quantity Count:Quantity Distance:Quantity Duration:Quantity SimpleQuantity:Quantity MoneyQuantity:Quantity
Address:Element Annotation:Element Attachment:Element CodeableConcept:Element Coding:Element ContactDetail:Element
ContactPoint:Element Contributor:Element DataRequirement:Element Expression:Element Extension:Element HumanName:Element
Identifier:Element Meta:Element Money:Element Narrative:Element ParameterDefinition:Element Period:Element Range:Element
Ratio:Element Reference:Element RelatedArtifact:Element SampledData:Element Signature:Element TriggerDefinition:Element
UsageContext:Element BackboneElement:Element Timing:BackboneElement Dosage:BackboneElement ElementDefinition:BackboneElement
MarketingStatus:BackboneElement Population:BackboneElement ProdCharacteristic:BackboneElement
ProductShelfLife:BackboneElement SubstanceAmount:BackboneElement`)

func readBases(text string) map[string]string {
	bases := make(map[string]string)
	for _, pair := range strings.Fields(text) {
		typ, base, _ := strings.Cut(pair, ":")
		bases[typ] = base
	}
	return bases
}

// suffixes are the endings of choice elements without a model.
var suffixes = func() map[string]string {
	m := make(map[string]string)
	for typ := range knownBases {
		m[capital(typ)] = typ
	}
	delete(m, "Element")
	delete(m, "BackboneElement")
	return m
}()

// isPrimitiveType tells whether a FHIR type is a primitive, which has a sibling
// "_name" in JSON.
func isPrimitiveType(typ string) bool { return systemKinds[typ] != Nothing }

// systemTypes are the names of the System namespace.
var systemTypes = map[string]Kind{
	"Boolean": Boolean, "Integer": Integer, "Long": Long, "Decimal": Decimal, "String": String,
	"Date": Date, "DateTime": DateTime, "Time": Time, "Quantity": Quantity,
}
