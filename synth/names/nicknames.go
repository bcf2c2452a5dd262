package names

import "strings"

// nicknames maps formal given names to the short forms people use with a
// housing office or a lunch club. Hand-written.
var nicknames = parseNicknames(`
Elizabeth: Liz Beth Betty Lizzie Eliza
Margaret: Maggie Peggy Meg Marge Rita
Catherine: Kate Cathy Katie Cath
Katherine: Kate Kathy Katie
Kathleen: Kath Kathy
Kathryn: Kath Kate
Patricia: Pat Trish Tricia Patsy
Susan: Sue Susie
Deborah: Debbie Deb
Debra: Debbie Deb
Jacqueline: Jackie Jacqui
Christine: Chris Chrissie
Christopher: Chris Kit
Jennifer: Jen Jenny
Joanne: Jo Joanna
Joanna: Jo
Samantha: Sam Sammy
Samuel: Sam Sammy
Rebecca: Becky Becca
Rachel: Rach
Victoria: Vicky Tori
Alexandra: Alex Sandra
Alexander: Alex Sandy Al
Amanda: Mandy
Barbara: Barb Babs
Dorothy: Dot Dolly
Pamela: Pam
Valerie: Val
Gillian: Gill Jill
Sandra: Sandy
Stephanie: Steph
Theresa: Terry Tess
Teresa: Terry Tess
Judith: Judy
Eleanor: Ellie Nell
Isabella: Bella Izzy
Isabel: Izzy Bel
Charlotte: Charlie Lottie
Emily: Em Emmy
Jessica: Jess Jessie
Abigail: Abi Gail
Florence: Flo Florrie
Josephine: Jo Josie
Frances: Fran
Rosemary: Rose Rosie
Lesley: Les
Angela: Angie
Natasha: Tasha
Mary: Molly May Polly
Ann: Annie
Winifred: Win Winnie
Gwendoline: Gwen
Marjorie: Marge Marj
Maureen: Mo
Kimberley: Kim
Bethany: Beth
William: Bill Will Billy Liam
Robert: Bob Rob Bobby Robbie
Richard: Rick Dick Rich
James: Jim Jimmy Jamie
John: Jack Johnny
Thomas: Tom Tommy
Michael: Mick Mike
David: Dave Davy
Stephen: Steve
Steven: Steve
Anthony: Tony Ant
Antony: Tony
Andrew: Andy Drew
Edward: Ed Ted Eddie
Frederick: Fred Freddie
Charles: Charlie Chas
Joseph: Joe
Daniel: Dan Danny
Matthew: Matt
Nicholas: Nick
Benjamin: Ben
Timothy: Tim
Jonathan: Jon Jonny
Joshua: Josh
Kenneth: Ken
Ronald: Ron
Raymond: Ray
Leonard: Len
Leslie: Les
Albert: Bert Al
Alfred: Alf Fred
Arthur: Art
Gerald: Gerry
Geoffrey: Geoff
Jeffrey: Jeff
Philip: Phil
Peter: Pete
Patrick: Pat Paddy
Terence: Terry
Reginald: Reg
Stanley: Stan
Harold: Harry
Henry: Harry
Francis: Frank
Lawrence: Larry Laurie
Vincent: Vince
Douglas: Doug
Donald: Don
Sidney: Sid
Wilfred: Wilf
Zachary: Zac
Jacob: Jake
Nathan: Nate
Russell: Russ
Gregory: Greg
Mohammed: Mo
Muhammad: Mo
Mohammad: Mo
Abdul: Abdi
Katarzyna: Kasia
Małgorzata: Gosia
Agnieszka: Aga
Magdalena: Magda
Aleksandra: Ola
Krzysztof: Kris
Stanisław: Staszek
Andrzej: Andy
Oluwaseun: Seun
Temitope: Temi
Babatunde: Tunde
Rajesh: Raj
Jaswinder: Jas
Kulwinder: Kully
Balwinder: Bal
Harpreet: Harry
`)

func parseNicknames(text string) map[string][]string {
	out := map[string][]string{}
	for line := range strings.Lines(text) {
		if name, forms, ok := strings.Cut(line, ":"); ok {
			out[name] = strings.Fields(forms)
		}
	}
	return out
}
